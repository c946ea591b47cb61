import { before } from './context.ts'
import type { Finding } from './kinds.ts'
import { caught } from './matching.ts'

const PAIRS = /(?<![\w:.]|[A-Za-z0-9]-)[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){4}(?![\w]|[:-][\w]|\.\w)/g
/** As `arp` prints it on some systems: without the noughts before a digit. */
const SHORT = /(?<![\w:.])[0-9A-Fa-f]{1,2}(?::[0-9A-Fa-f]{1,2}){5}(?![\w:]|\.\w)/g
/** As Cisco and Huawei write it. */
const DOTTED = /(?<![\w.:-])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w]|[.:-]\w)/g
const BARE =
  /(?<![\w.:-])(?:[0-9A-Fa-f]{12}|[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}|[0-9A-Fa-f]{2}(?: [0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{6}[-:][0-9A-Fa-f]{6})(?![\w]|[.:-]\w)/g
const NAMED =
  /(?:\bmac\b|adresse (?:physique|mat[ée]rielle|ethernet)|physical address|hardware address|hwaddr|\bether\b|bssid|bluetooth|wake[- ]on[- ]lan|wol\b)[^\n]{0,40}$/i

/** Nobody's card: none, everybody, groups of stations, and what RFC 7042 keeps for examples. */
const NOBODY = /^(?:0{12}|f{12}|00005e0053|01005e|3333|0180c2|01000c|00005e9000)/i
/** Twelve digits, the noughts before single ones put back. */
const hex = (value: string): string => value.replace(/(?<=^|:)(?=\w(?::|$))/g, '0').replace(/[^0-9A-Fa-f]/g, '')

/** What a firewall logs: to whom, from whom, what kind, in one. */
const LOGGED = /(?<=MAC=)[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){6,13}(?![\w:])/g

/** MAC addresses, in every way they are written; without separators only where they are called so. */
export const macs = (text: string): Finding[] => {
  const named = (start: number): boolean => NAMED.test(before(text, start, 60))
  return [PAIRS, SHORT, DOTTED, BARE, LOGGED].flatMap((pattern) =>
    caught(text, pattern, 'mac', (value, start) => {
      if (pattern === SHORT && value.split(':').filter((part) => part.length === 2).length < 4) return false
      if (NOBODY.test(hex(value))) return false
      if (pattern === BARE) return named(start)
      return /[a-f:]/i.test(value) || named(start)
    }),
  )
}
