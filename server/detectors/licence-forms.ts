/** Groups with dashes, as keys are printed. */
export const GROUPS = /(?<![\w.@/\\-])[A-Za-z0-9]{4,8}(?:-[A-Za-z0-9]{4,8}){2,7}(?![\w@]|[-.]\w)/g
/** Five times five, whatever stands between. */
export const FIVES = /(?<![A-Za-z0-9])[A-Z0-9]{5}(?:([-_/.: ]|\n| - )[A-Z0-9]{5})(?:\1[A-Z0-9]{5}){3}(?![A-Za-z0-9])/g
/** The same without anything between, and the six times four digits of Adobe. */
export const WHOLE = /(?<![\w+/=-])(?:[A-Z0-9]{25}|1\d{3}(?:-\d{4}){5})(?![\w+/=-])/g

const SPACED = String.raw`[A-Z0-9]{3,8}(?:[ .-][A-Z0-9]{3,8}){2,7}`
const CODE = String.raw`(?=[A-Za-z-]{0,40}\d)[A-Za-z0-9]{2,12}(?:-[A-Za-z0-9]{2,12}){2,9}|${SPACED}|(?=[A-Za-z]{0,30}\d)[A-Za-z0-9]{10,64}`
const END = String.raw`(?![\w@+/=\\]|[-.]\w)`

/** Words that say licence key and nothing else. */
const STRONG = String.raw`(?:licen[cs]e|licensing|product|activation|registration|serial|cd|volume|upgrade|install(?:ation)?|windows|office|software|retail|oem|mak|kms)[- _]?keys?|(?:licen[cs]e|activation|registration|unlock)(?: \p{L}{2,14})? (?:codes?|number|no\.?|n°|id|num[ée]ro)|cl[ée]s? (?:d'|de |du )?(?:licence|produit|produits|activation|s[ée]rie|enregistrement|installation|windows|office|logiciel|cd)|(?:code|num[ée]ro|n°)s? (?:d'|de )?(?:licence|activation|enregistrement)|(?:n°|num[ée]ro) de s[ée]rie (?:du |de (?:la |mon )?)?(?:logiciel|licence|windows|office|adobe|programme)|serial (?:no\.? |number |n° )?(?:for|of) [^\n:]{0,24}(?:software|app|licen[cs]e|program)`
/** Words that may mean one. */
const WEAK = String.raw`keys?|cl[ée]s?|serial(?: number)?|s\/n|num[ée]ro de s[ée]rie|n° de s[ée]rie|activ(?:er|ate|ation|é|ated)|licen[cs]es?`
const label = (words: string): RegExp => new RegExp(String.raw`(?<!\p{L})(?:${words})(?!\p{L})`, 'giu')
const near = (code: string): RegExp => new RegExp(String.raw`[^\n]{0,50}?[:= "'(\n]{1,4}(${code})${END}`, 'dyu')
export const SAYS_LICENCE = label(STRONG)
export const MAY_SAY_LICENCE = label(WEAK)
/** Any code behind words that say licence key. */
export const TOLD = near(CODE)
/** Short ones, only right behind such words. */
export const NAMED = new RegExp(
  String.raw`(?: [\p{L}\d]{2,14}){0,2} ?(?:is|est|:|=|n°)[ "'n°:]{0,4}([A-Z0-9]{5,9}|[A-Z0-9]{2,8}-[A-Z0-9]{3,8})${END}`,
  'dyu',
)
/** Lines of licence files, and numbers that are called a licence's. */
export const FILED =
  /\bSIGN2?= ?"?\s?((?:[0-9A-F]{4} ?){3,60})|(?:licen[cs]e (?:number|no\.?|n°|num[ée]ro)|(?:n°|num[ée]ro) de licence)(?: is| est)? ?[:=#]? ?(\d{6,20})(?![\w.-])|(?:product key|cl[ée] (?:de )?produit):? (\d{3}[A-Z]\d)(?!\w)/dgi
/** Long ones, and groups, behind words that stand before much else. */
export const HINTED = near(String.raw`[A-Za-z0-9]{16,32}|\d{3}-\d{8}|${SPACED}`)
/** What a system shows to open an encrypted disk again (BitLocker). */
export const RECOVERY = /(?<![\d-])\d{6}(?:-\d{6}){7}(?![\d-])/g
