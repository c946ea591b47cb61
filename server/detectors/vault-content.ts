import type { Finding } from './kinds.ts'
import { fold } from './folding.ts'
import { finding } from './matching.ts'

type Known = { holds?: (normalised: string) => boolean; lengths?: ReadonlySet<number> }

const bare = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '').toUpperCase()

/**
 * A vault text as it is compared with what people write, whatever the separators: as a reader sees it, letters and digits
 * alone, upper case.
 */
export const normalised = (text: string): string => bare(fold(text).text)

/**
 * Places where the content of one of the owner's vault texts stands, from the beginning of one word to the end of another,
 * with whatever separators. Only what is as long as some vault text is tried.
 */
export function vaultContent(text: string, { holds, lengths }: Known): Finding[] {
  if (!holds || !lengths?.size) return []
  const begins: { letter: number; at: number }[] = []
  const endAt = new Map<number, number>()
  let letters = ''
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    begins.push({ letter: letters.length, at: index })
    letters += bare(word)
    endAt.set(letters.length, index + word.length)
  }
  return begins.flatMap(({ letter, at }) =>
    Array.from(lengths, (length) => ({ length, end: endAt.get(letter + length) }))
      .filter(({ length, end }) => length > 0 && end !== undefined && holds(letters.slice(letter, letter + length)))
      .map(({ end = at }) => finding('vault_content', at, end)),
  )
}
