import { fold } from '../detectors/folding.ts'
import { normalised } from '../detectors/vault-content.ts'
import type { KINDS } from '../db/vault-schema.ts'

export type TextKind = Exclude<(typeof KINDS)[number], 'file'>

const SHORTEST_WHOLE = 4
const LONGEST = 256
/** Keys and passwords are short; in a note, which may be prose, only what nobody writes by chance is known again. */
const SHORTEST = { serial_key: 6, credential: 6, note: 8 }
const SHORTEST_NUMBER = { serial_key: 6, credential: 6, note: 10 }
const PASSPHRASE = 16

const DATE = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$/
/** Short groups in capitals and figures, one after the other: a key, an account, a number as people set them. */
const GROUPS = /\b[A-Z\d]{2,8}(?:[ \t-]+[A-Z\d]{2,8})+\b/g

/** Whether a piece could be a secret by itself: figures, or capitals inside it. A date or an ordinary word is none. */
function telling(kind: TextKind, piece: string): boolean {
  const { length } = normalised(piece)
  if (DATE.test(piece.trim())) return false
  if (/^[\P{L}]+$/u.test(piece)) return length >= SHORTEST_NUMBER[kind]
  return length >= SHORTEST[kind] && (/\d/.test(piece) || /\p{Ll}\p{Lu}/u.test(piece))
}

/**
 * What a text in the vault is known by, normalised (letters and digits, upper case), each piece once: the whole of it;
 * a passphrase on a line of its own; and what stands behind a colon or an equals sign, groups and words, each only when it
 * could be a secret, so that a note in prose does not make its words findings everywhere.
 */
export function piecesOf(kind: TextKind, text: string): string[] {
  const { text: seen } = fold(text)
  const lines = seen.split('\n')
  const values = lines.map((line) => /[:=]([^:=]+)$/.exec(line)?.[1] ?? '')
  const words = seen.split(/[\s/?&=,;:@"'()<>]+/)
  const phrases = kind === 'note' ? [] : lines.filter((line) => line.split(/[^\p{L}]+/u).length > 2)
  const pieces = [
    ...[seen].filter((whole) => normalised(whole).length >= SHORTEST_WHOLE),
    ...phrases.filter((line) => normalised(line).length >= PASSPHRASE),
    ...[
      ...lines.filter((line) => line.split(/\s+/).length < 3),
      ...values,
      ...(seen.match(GROUPS) ?? []),
      ...words,
    ].filter((piece) => telling(kind, piece)),
  ]
  return [...new Set(pieces.map(normalised))].filter(({ length }) => length <= LONGEST)
}
