import { isOrdinary } from './following.ts'
import { isLoudAt } from './loud.ts'
import type { Said } from './password-labels.ts'
import { groupOf, type Place, type Text } from './places.ts'
import { isProduct, shapeOf } from './shapes.ts'

const LEADS_BACK =
  /(?<!\S)["'(]{0,2}([^\s"'(]\S{3,63}?)["',)]{0,2} (?:is|was|est|etait|c'est|comme|as|en guise de|for|pour|=)(?: (?:my|mon|the|le|la|notre|our|votre|your|a|un|l'ancien|old|new|nouveau|temporary|current|initial|correct|right|actual|bon|vrai|his|her|their|son|leur|wi-?fi|admin)){0,3} ?$/d
const QUOTED_BACK =
  /["“«]\s?([^"”»\n]{4,60}?)\s?["”»] (?:as|is|was|comme|est|etait)(?: (?:my|the|mon|le|a|un|notre|our|correct|right|bon|new|old|nouveau)){0,3} ?$/d
// "I used tulip as my password": between the verb and "as" even an ordinary word is one.
const USED_AS =
  /(?:mis|mets?|mettre|utilise[rz]?|choisi|use[ds]?|using|set|chose|picked|entered|typed?|tape[rz]?|enter|put|saisi) ["']?([^\s"']{4,64})["']? (?:comme|as|(?<=(?:type|tape|taper|tapez|enter|entrer|put|saisi|saisir) ["']?[^\s"']{4,64}["']? )(?:for|pour))(?: (?:my|the|a|mon|le|son|his|her|nouveau|new)){0,2} ?$/d
// "I tried tulip and tulip2 as password": the word before one that was found.
const TRIED_BEFORE =
  /(?:tried|trying|try|essaye[rz]?|essaie|teste[rz]?|used?|using|utilise[rz]?|typed?|tape[rz]?|mis|mets|entered|both|either|soit) ["']?([^\s"',]{4,64})["']? ?(?:,|or|ou|and|et|then|puis|ni|soit|,? and then|,? et puis) ["']?$/d
const AS = /(?:as|comme)(?: (?:a|an|my|the|un|mon|le))? (?:new |nouveau |temporary )?$/
const TOLD =
  /(?<![\w-])(?:want|veux|voudrais|so|donc|soit|opens|unlocks|s'ouvre|protected|protege|namely|tried|try|trying|essaye|essaie|essayer|teste|tape|tapant|enter|typed?|typing|entered|entering|saisi|saisis|met|mis|used?|using|utilise[rz]?|(?:y'a|il y a|c'est) (?:ecrit|marque)|written|saying|ecrit|marque|disant|indiquant|(?:it|label|sticker) says|(?:session|connecter?|log(?:ged)? in|sign(?:ed)? in|login) (?:avec|with)|it is|it's|its|is it|it was|c'est|c'etait|mettre|mis|(?:changed?|set|reset|updated) (?:it|this|that|them) (?:back )?(?:to|for|into)|l'ai (?:change|mis|remis|remplace|reinitialise|modifie)(?: \w{2,10}){0,2} (?:en|pour|par|a)|(?:remplace|change|reinitialise) (?:par|en|pour|a))(?: (?:with|avec|a|le|the|both|les deux|now|maintenant|plutot|also|aussi|bien|toujours|still|always|encore|just)){0,3}[ :]{1,3}["']?(\S{5,64})(?: {0,2}(?:,|or|ou|and|et|puis|then) {1,2}["']?(\S{5,64}))?/dg
const SURE =
  /want|veux|voudrais|opens|unlocks|s'ouvre|ecrit|marque|written|says|saying|disant|indiquant|^(?:chang|set|reset|updat|l'ai|rempl|reinit)/
const IT_IS = /^(?:it|c'|type|tape|enter|saisi)/
const SPOKEN_OF = /(?:password|passcode|mot de passe|mdp|pwd|passphrase|wi-?fi key)[^.]{0,25}[?!.,;:-]{0,3} ?$/

const wasSpokenOf = (low: string, at: number): boolean => SPOKEN_OF.test(low.slice(Math.max(0, at - 50), at))

const bare = (text: string, { start, end }: Place): Place => ({
  start,
  end: start + text.slice(start, end).replace(/["'.,;:?)\]]{1,8}$/, '').length,
})

/** Whether the word at a place may be a secret, and looks as much like one as it must. */
export function isSecretAt({ text, low }: Text, { start, end }: Place, least: number): boolean {
  const word = text.slice(start, end)
  return !isOrdinary(low.slice(start, end)) && !isProduct(word) && shapeOf(word) >= least
}

/** Where the sentence begins that a place stands in; it is looked for in the text right before. */
const sentenceIn = (ahead: string): number =>
  Math.max(0, ...['. ', '? ', ' ! ', '\n'].map((end) => ahead.lastIndexOf(end) + end.length))

function withTriedBefore(given: Text, place: Place): Place[] {
  const from = Math.max(0, place.start - 80)
  const tried = groupOf(TRIED_BEFORE.exec(given.low.slice(from, place.start)), 1, from)
  return isSecretAt(given, tried, 1) ? [tried, place] : [place]
}

function beforeLabel(given: Text, { start, label }: Said): Place[] {
  const from = Math.max(0, start - 100)
  const ahead = given.low.slice(from, start)
  const said = bare(given.text, groupOf(LEADS_BACK.exec(ahead), 1, from))
  if (label !== 'vague' && isSecretAt(given, said, 2)) return withTriedBefore(given, said)
  const used = groupOf(USED_AS.exec(ahead), 1, from)
  if (label !== 'vague' && isSecretAt(given, used, 1)) return withTriedBefore(given, used)
  const quoted = groupOf(QUOTED_BACK.exec(ahead), 1, from)
  if (label !== 'vague' && quoted.end > quoted.start) return [quoted]
  const sentence = from + sentenceIn(ahead)
  const as = AS.test(ahead)
  return Array.from(given.text.slice(sentence, start).matchAll(/\S{6,64}/g), ({ 0: word, index }) =>
    bare(given.text, { start: sentence + index, end: sentence + index + word.length }),
  ).filter((place) => isSecretAt(given, place, as ? 2 : 3) && (as || isLoudAt(given, place)))
}

/** Secrets before their label: "Soleil2024! is my password", and what is a secret for certain in the same sentence. */
export const beforeLabels = (given: Text, labels: readonly Said[]): Place[] =>
  labels.flatMap((said) => beforeLabel(given, said))

/** What somebody says to have typed, set or read, in a text that speaks of a password. */
export const told = (given: Text): Place[] =>
  Array.from(given.low.matchAll(TOLD), (match) => {
    const sure = SURE.test(match[0]) || (IT_IS.test(match[0]) && wasSpokenOf(given.low, match.index))
    return [1, 2]
      .map((group) => bare(given.text, groupOf(match, group)))
      .filter((place) => isSecretAt(given, place, sure ? 2 : 3))
  }).flat()
