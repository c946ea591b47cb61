import { candidatesAfter } from './following.ts'
import type { Finding } from './kinds.ts'
import { finding } from './matching.ts'
import { isSecondLabel, pairAt, secondHalves } from './pairs.ts'
import { columns, listed } from './password-columns.ts'
import { isSecret } from './password-judging.ts'
import { labelsIn, type Said } from './password-labels.ts'
import { answered, spoken, usedToEnter, wellKnown } from './password-talk.ts'
import { variants } from './password-variants.ts'
import { withGroups, wholePhrase } from './phrases.ts'
import { groupOf, type Place, type Text } from './places.ts'
import { plain } from './plain.ts'
import { isLoud, isProduct, shapeOf } from './shapes.ts'
import { beforeLabels, isSecretAt, told } from './told-passwords.ts'

const LOGIN = /log(?:ged|ging)? ?in|sign(?:ed|ing)? in|connexion|connecte/
const FORMER = /(?:from|de|d'|was|etait) ?["']?(\S{4,64}?)["']? (?:to|a|en|par|->|into|puis|vers) ["']?$/d
const AND_ALSO =
  /^[ ,/(]{0,3}(?:(?:or|ou|and|et|then|puis|ni|nor|mais|but)? ?)(?:even |meme |with |avec |pas |non |not |instead of |rather than |au lieu de |plutot que ){0,2}["']?$/

/** "From Tulip77 to …": the one that is given up. */
function formerBefore(given: Text, { start }: Place): Place[] {
  const from = Math.max(0, start - 80)
  const former = groupOf(FORMER.exec(given.low.slice(from, start)), 1, from)
  const least = /(?:passwords?|mdp|mots? de passe|pwd|pw) (?:from|de|d'|was) ?["']?$/.test(
    given.low.slice(from, former.start),
  )
    ? 1
    : 2
  return isSecretAt(given, former, least) ? [former] : []
}

/** The secrets behind one label: the first, and those that are told with it ("or", "then"). */
function behindLabel(given: Text, said: Said, next?: Said): Place[] {
  const candidates = candidatesAfter(given.text, given.low, said.end, next?.start)
  const whole = wholePhrase(given, said, candidates)
  if (whole) return [whole]
  const first = candidates.find(({ link }) => link === 'stated' || link === 'said')
  const pair =
    first && first.start - said.end < 20 && isSecondLabel(given.low, said.start) ? pairAt(given, first.start) : []
  if (pair.length > 0) return pair
  const found: Place[] = []
  for (const candidate of candidates) {
    const { start, end } = candidate
    const last = found.at(-1)
    const word = given.text.slice(start, end)
    const another = last !== undefined && AND_ALSO.test(given.low.slice(last.end, start)) && shapeOf(word) > 1
    if ((another && !isProduct(word)) || isSecret(given, candidate, said))
      found.push(...formerBefore(given, { start, end }), { start, end })
  }
  return said.label === 'wifi' ? found.map((place) => withGroups(given.text, place)) : found
}

/** Other places of secrets that were found already. */
function again(text: string, found: readonly Place[]): Place[] {
  const words = new Set(found.map(({ start, end }) => text.slice(start, end)).filter((word) => shapeOf(word) > 1))
  return Array.from(words)
    .filter((word) => word.length > 5)
    .slice(0, 20)
    .flatMap((word) => {
      const places: Place[] = []
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length))
        places.push({ start: at, end: at + word.length })
      return places
    })
}

/** Passwords in sentences and lists, French and English: the secret itself, without the words that lead to it. */
export function passwords(text: string): Finding[] {
  const given = { text, low: plain(text) }
  const labels = labelsIn(given.low)
  const found = secondHalves(given)
  if (labels.length > 0) {
    for (const [at, said] of labels.entries()) {
      const cells = [...columns(given, said), ...listed(given, said)]
      found.push(...(cells.length > 0 ? cells : behindLabel(given, said, labels[at + 2])))
    }
    found.push(...beforeLabels(given, labels), ...told(given))
    found.push(...spoken(given, labels), ...answered(given, labels))
  } else if (LOGIN.test(given.low)) {
    found.push(...told(given).filter(({ start, end }) => isLoud(text.slice(start, end))))
  }
  found.push(...usedToEnter(given), ...wellKnown(given))
  return [...found, ...again(text, found), ...variants(given, found)].map(({ start, end }) =>
    finding('password', start, end),
  )
}
