import { NAMES_THAT_ARE_WORDS, SHARED_MAILBOXES } from './common-names.ts'
import { isOrdinary } from './following.ts'
import type { Finding } from './kinds.ts'
import { finding } from './matching.ts'
import { plain } from './plain.ts'

const NAME_GAP = String.raw`[\s,._'-]{0,3}`
const GAP = String.raw`[^\p{L}\p{N}]{1,4}`
const DIGIT_GAP = String.raw`[ ./()-]{0,2}`
const TITLE = String.raw`(?<=(?<!\p{L})(?:m|mr|mrs|ms|miss|mme|mlle|monsieur|madame|mademoiselle|dr|docteur|doctor|maitre|prof|famille|family)\.? )`
const PARTICLES = /^(?:de|du|des|la|le|van|von|der|den|di|da|el|al|ben|mac|mc|st|saint)$/

const wordsIn = (low: string): string[] => low.match(/[\p{L}\p{N}]+/gu) ?? []
const joined = (words: readonly string[], gap: string): string => words.join(gap)

/** A family name by itself: as a word when it is no other one, else behind a title. */
function familyAlone(family: readonly string[]): string[] {
  const name = family.join('')
  if (name.length < 4) return []
  const word = family.length === 1 && (NAMES_THAT_ARE_WORDS.has(name) || isOrdinary(name))
  return [(word ? TITLE : '') + joined(family, NAME_GAP)]
}

/** The words of a family name: those in capitals, otherwise the last with what belongs to it ("de la Tour"). */
function familyOf(given: string, words: readonly string[]): string[] {
  const capitals = wordsIn(plain((given.match(/(?<!\p{L})\p{Lu}{2,}(?!\p{Ll})/gu) ?? []).join(' ')))
  if (capitals.length > 0 && capitals.length < words.length) return capitals
  // A double name counts as one: Kerbrat-Dupont.
  let from = words.length - wordsIn(plain(given.split(/\s+/).at(-1) ?? '')).length
  while (from > 1 && PARTICLES.test(words[from - 1] ?? '')) from -= 1
  return words.slice(from)
}

/** A name in both orders, with an initial, and the family name alone. */
function formsOfName(given: string): string[] {
  const words = wordsIn(plain(given))
  if (words.length === 1) return familyAlone(words)
  const family = familyOf(given, words)
  const first = words.filter((word) => !family.includes(word))
  if (first.length === 0) return [joined(words, NAME_GAP)]
  const initials =
    family.join('').length > 3
      ? [
          [first[0]?.charAt(0) ?? '', ...family],
          [...family, first[0]?.charAt(0) ?? ''],
        ]
      : []
  const both = [[...first, ...family], [...family, ...first], [first[0] ?? '', ...family], ...initials]
  return [...both.map((form) => joined(form, NAME_GAP)), ...familyAlone(family)]
}

/** An e-mail address and, unless a whole office has it, what stands before its @. */
function formsOfEmail(low: string): string[] {
  const local = low.slice(0, low.indexOf('@'))
  const words = wordsIn(local)
  const own = local.length > 4 && !SHARED_MAILBOXES.has(local) && !isOrdinary(local) && !NAMES_THAT_ARE_WORDS.has(local)
  return [joined(wordsIn(low), String.raw`[@._+-]{1,3}`), ...(own ? [joined(words, String.raw`[._+ -]{0,2}`)] : [])]
}

/** A telephone number with whatever separators, with or without its country. */
function formsOfPhone(low: string): string[] {
  const digits = low.replace(/\D/g, '').slice(-9)
  return [String.raw`(?:\+?\d{1,3}[ .()-]{0,3})?(?:\(?0\)?[ .-]?)?${digits.split('').join(DIGIT_GAP)}`]
}

/** An address: all of it, and its street alone. */
function formsOfAddress(low: string): string[] {
  const lines = low.split(/[,\n;]+/).map(wordsIn)
  const streets = lines.filter((words) => words.length > 2 && words.some((word) => /^\d/.test(word)))
  return [wordsIn(low), ...streets].map((words) => joined(words, GAP))
}

function formsOf(given: string): string[] {
  const low = plain(given.trim())
  if (low.length < 3) return []
  if (low.includes('@')) return formsOfEmail(low)
  if (/^[\d\s+()./-]{8,24}$/.test(low)) return formsOfPhone(low)
  return /\d/.test(low) ? formsOfAddress(low) : formsOfName(given.trim())
}

/** The owner's own data wherever it is typed: names in any order, addresses, telephone numbers, what stands before an @. */
export function profileData(text: string, profile: readonly string[]): Finding[] {
  const forms = profile.flatMap(formsOf).filter((form) => form !== '')
  if (forms.length === 0) return []
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${[...new Set(forms)].join('|')})(?![\p{L}\p{N}])`, 'gu')
  return Array.from(plain(text).matchAll(pattern), (match) =>
    finding('profile', match.index, match.index + match[0].length),
  )
}
