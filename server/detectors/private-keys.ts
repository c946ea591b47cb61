import type { Finding } from './kinds.ts'
import { caught, finding } from './matching.ts'

const BEGIN =
  /-{1,10} ?BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)? ?-{1,10}|PuTTY-User-Key-File-\d: ?[^\n]{1,60}/g
const END =
  /-{1,10} ?END (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)? ?-{1,10}|Private-(?:MAC|Hash): ?[0-9a-f]{1,64}/g
/** A line of a key's body, quoted or not: its headers, its base64, the dots of a cut, nothing. */
const BODY_LINE =
  /^[ >|"'+]{0,12}(?:(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID|Encryption|Key-Derivation|Argon2-[A-Za-z]{1,20}|(?:Public|Private)-Lines): ?[^\n]{0,100}|[A-Za-z0-9+/]{12,}={0,2}|[A-Za-z0-9+/]{1,64}(?:={1,2}|\.{3}|…)|=[A-Za-z0-9+/]{4}|\[?(?:\.{3}|…)\]?)?[ "',;\\rn.…]{0,8}$/
/** What a key is made of: a good piece of base64, or a line of it that was cut short. */
const MATERIAL =
  /[A-Za-z0-9+/]{20}|\n[ >|"']{0,4}(?=MI|b3Bl|[A-Za-z+/]{0,60}\d)[A-Za-z0-9+/]{6,}(?:={1,2}|\.{3}|…)?[ "']{0,3}(?:\n|$)/
/** First bytes of the common forms, as base64: a body without its first line. */
const BARE_BODY =
  /(?<![A-Za-z0-9+/])(?:MII[A-J][A-Za-z0-9+/]{2}IBA(?:AKC|DAN)|MHcCAQEE|MIG[A-Z]AgEAM|MC4CAQAwBQYDK2Vw|b3BlbnNzaC1rZXktdjEA)[A-Za-z0-9+/]{8,}={0,2}/g

const OTHERS: RegExp[] = [
  /AGE-SECRET-KEY-1[0-9A-Z]{20,90}/gi,
  /(?<![A-Za-z0-9])(?:[xyz]prv[1-9A-HJ-NP-Za-km-z]{90,120}|nsec1[02-9ac-hj-np-z]{50,70})/g,
  // WireGuard, and whatever else is announced as a private key: base64 of 32 bytes, or as many in hexadecimal.
  /(?:private|pre-?shared|secret|privée?|partagée)[ _-]?(?:key|clé)?"?(?: de [a-z]{2,12}| is| est)? {0,3}[:=]? {0,3}\n? {0,3}["']?([A-Za-z0-9+/]{43}=|(?:0x)?[0-9a-fA-F]{64})(?![A-Za-z0-9+/])/dgi,
  /"d" ?: ?"([A-Za-z0-9_-]{42,})"/dg,
  /<(?:D|InverseQ|DP|DQ|P|Q)>([A-Za-z0-9+/=]{40,})<\//dg,
]

/** Where the body of a key ends that begins at `from` and has no last line: at the first line that is none of it. */
function bodyEnd(text: string, from: number, limit: number): number {
  let end = text.indexOf('\n', from)
  if (end < 0 || end > limit) return limit
  for (let last = end; end < limit;) {
    const next = text.indexOf('\n', end + 1)
    const stop = next < 0 || next > limit ? limit : next
    const line = text.slice(end + 1, Math.min(stop, end + 400))
    if (stop - end > 400 ? !/^[A-Za-z0-9+/]{400}$/.test(line) : !BODY_LINE.test(line)) return last
    if (line.trim() !== '') last = stop
    end = stop
    if (end === limit) return last
  }
  return limit
}

/** Keys between their first and last line, or cut off; a first line that is only spoken of is none. */
function blocks(text: string): Finding[] {
  const begins = Array.from(text.matchAll(BEGIN))
  const ends = Array.from(text.matchAll(END))
  let next = 0
  return begins.flatMap(({ 0: line, index }, place) => {
    const limit = begins[place + 1]?.index ?? text.length
    const body = index + line.length
    while ((ends[next]?.index ?? Infinity) < body) next += 1
    const close = ends[next]
    const end = close && close.index < limit ? close.index + close[0].length : bodyEnd(text, body, limit)
    return MATERIAL.test(text.slice(body, end)) ? [finding('private_key', index, end)] : []
  })
}

/** Bodies without their first line, each once. */
function bodies(text: string): Finding[] {
  const found: Finding[] = []
  for (const { start, end } of caught(text, BARE_BODY, 'private_key')) {
    if (start < (found.at(-1)?.end ?? 0)) continue
    const goesOn = /^ {0,3}\n/.test(text.slice(end, end + 4))
    found.push(finding('private_key', start, goesOn ? bodyEnd(text, end, text.length) : end))
  }
  return found
}

/**
 * Private keys: PEM, OpenSSH, PGP and PuTTY blocks, also cut off; age, WireGuard, JWK, XML and wallet keys. Public keys and
 * certificates are none.
 */
export function privateKeys(text: string): Finding[] {
  const others = OTHERS.flatMap((pattern) => caught(text, pattern, 'private_key'))
  return [...blocks(text), ...bodies(text), ...others]
}
