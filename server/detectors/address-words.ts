import { isOrdinary } from './following.ts'
import type { Text } from './places.ts'

/** A word with a capital. */
export const CAPITAL = String.raw`(?![A-Z]{2,3} \d{4,5}(?!\d))\p{Lu}[\p{L}'.-]{0,24}(?![\p{L}\d'.-])`
/** Small words between the words of a name. */
export const LINKS = String.raw`(?:(?:de|du|des|da|do|dos|das|del|della|di|la|le|les|sur|sous|en|et|aux?|lès|lez|of|the|upon|under|am|an der|im|van|den|der) |[dlDL]')`
/** The name of a town, a street, a house. */
export const TOWN = String.raw`(?:${LINKS}){0,2}${CAPITAL}(?: (?:${LINKS}){0,2}${CAPITAL}){0,3}`
/** A building, a flat, a floor, a post office box. */
export const BUILDING = String.raw`(?:\d{1,2} ?(?:er|e|è?me|ème|st|nd|rd|th) (?:étage|etage|floor)|(?:porte|esc(?:alier)?|étage|etage|couloir) (?:de )?(?:droite|gauche|du fond)|rez[- ]de[- ]chauss[ée]e(?: (?:droite|gauche))?|rdc|(?:ground|first|second|third|top) floor(?: flat)?|dernier étage|(?:b[âa]t(?:iment)?|esc(?:alier)?|[ée]tage|app?t?|appartement|apartment|bureau|porte|hall|b(?:oî|oi)te|bte|bus|flat|unit|suite|ste|room|floor|#|lot|tour|immeuble|blo(?:c|ck)|entr[ée]e|bo[iî]te aux lettres)\b\.? ?(?:n[°o] ?)?(?:[A-Z]\d{0,3}|\d{1,4}(?:/\d{1,2})?[A-Z]?)\b|(?:BP|CS|B\.P\.|PO Box|P\.O\. Box) ?\d{1,6})`
/** A place with a name and no street. */
export const SITE = String.raw`r[ée]s(?:idence|\.)|tour|immeuble|z\.?[ai]\.?c?|zae|zone (?:artisanale|industrielle|commerciale|d'activit[ée]s?)|parc (?:d'activit[ée]s?|d'affaires)|lieu[- ]?dit|hameau`

const NOT_TOWNS =
  /^(?:cote|droite|gauche|partir|cause|distance|domicile|savoir|moins|travers|proximite|svp|stp|bureau|urgence|case|order|fact|general|particular|mme|mr|mrs|tel|dispo|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|january|february|march|april|may|june|july|august|september|october|november|december|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/
const CUE =
  /(?:habit\w{0,4}|adresses?(?: postale| de livraison| personnelle| exacte| du site| complete)?|domicil\w{1,4}|livr\w{1,5}|expedi\w{1,4}|envoy\w{1,4}|situee?s?|loge\w{0,2}|demenage\w{0,2}|chez moi|live|living|address|deliver(?:ed|y)?|ship(?:ped|ping)?|sent|send|located|neighbour|neighbor|voisin|moved|home|site)(?: (?:is|est|c'est|it|me|nous|au|at|in|on|to|a|le|la|the|chez|dans|now|maintenant|bien|from)){0,3} ?[:,]?\s{0,2}$/
const AT = /(?<!\w)(?:at|au) $/

/** Whether a word, without accents and capitals, can begin the name of a town. */
export const isTown = (word: string): boolean => word === 'reading' || (!isOrdinary(word) && !NOT_TOWNS.test(word))

/** Whether the words before a place lead to an address: "I live at", "adresse :". */
export function isLedTo({ low }: Text, start: number): boolean {
  const ahead = low.slice(Math.max(0, start - 50), start)
  return AT.test(ahead) || CUE.test(ahead)
}

const YEAR = /^(?:19|20)\d\d(?:,| (?!bis|ter)\D)/
const IN_YEAR =
  /(?<!\w)(?:in|en|since|depuis|until|by|fin|debut|from|of|de|jusqu'en|avant|before|after|apres|printemps|ete|automne|hiver|summer|winter|spring|autumn) $/

/** Whether a street's number is a year: "since 2023, Lilac Road", "in 2024 Fleet Street". */
export const isYearAt = ({ low }: Text, { 0: found, index }: RegExpExecArray): boolean =>
  YEAR.test(found) && (found.charAt(4) === ',' || IN_YEAR.test(low.slice(Math.max(0, index - 12), index)))
