/**
 * How the word before a secret counts: `plain` says password and nothing else, so that an ordinary word after it is one
 * too; `vague` may mean something else, so that only what looks like a secret is one; `phrase` may be several words; `wifi`
 * several groups; `answer` any words.
 */
export type Label = 'plain' | 'vague' | 'phrase' | 'wifi' | 'answer'

/** A label in a text. */
export type Said = { label: Label; start: number; end: number }

// On the text as plain() makes it: lower case, no accents.
const WORDS: Record<Label, string> = {
  phrase: String.raw`pass ?phrases?|phrases? (?:de passe|secretes?|de recuperation|mnemoniques?)|(?:recovery|seed|secret|backup|mnemonic) (?:phrase|words)|my seed|(?:my|the|mes|les|ses) (?:12|24|twelve|twenty-four|douze|vingt-quatre) (?:recovery |seed |secret )?(?:words|mots)`,
  answer: String.raw`reponse (?:secrete|a la question(?: secrete| de securite)?)|(?:security|secret) (?:question'?s? )?answer|answer to (?:my|the) (?:security|secret) question|question (?:secrete|de securite)[^\n]{1,60}?reponse|(?:security|secret) question[^\n]{1,60}?answer|mother'?s maiden name|nom de jeune fille de (?:ma|sa|la) mere`,
  wifi: String.raw`(?:cle[fs]{0,2}|code|mdp|mots? de passe) (?:de |du |d'acces (?:au )?)?(?:(?:la|le|ma|notre|reseau|mon) )?(?:wi-?fi|wpa ?[23]?|wep|box|livebox|freebox|bbox)(?: invites?)?|(?:wi-?fi|wpa ?[23]?|wep|wlan|router|hotspot|network security|pre-?shared)(?: network| guest| psk)? ?(?:-? ?)(?:key|code|password|passcode|passphrase|pass|pw|pwd|mdp)|(?:clef?|code) (?:de )?(?:securite )?(?:du )?reseau|network key|(?:clef?|key|code|password|mdp)s? (?:for|of|to|du|de|pour) (?:the |our |my |le |la |mon |notre )?(?:ssid|wi-?fi|network|wlan|hotspot|reseau)|psk|(?:ssid|livebox|freebox|bbox|wi-?fi|hotspot|reseau|network)[^.]{1,70}?(?<![\w'-])(?:clef?|key|code)(?: de securite)?(?= ?[:=]| est | is | \S{0,20}\d)`,
  plain: String.raw`(?:(?:keepass|bitwarden|1password|vault) master|mots? ?(?:de|d) ?pas+es?|mots? ?(?:de|d) ?pass|mots?[-_]de[-_]passes?|mot2passe|motdepasses?|mdps?|m\.d\.p\.?|pass ?words?|pass-words?|passw(?:or|ro)ds?|passowrds?|pass?wor?ds?|paswords?|passwors|passords?|passwds?|pass?wrds?|passwort|kennwort|pwds?|pswd|psw|pws?|passwd)(?: par defaut| de (?:connexion|session|messagerie))?`,
  vague: String.raw`pass|(?<=(?:^|[\n,;/]) ?)passe(?= ?[:=])|(?:le|mon|ton|son|notre|votre|ce|un) passe|cles? de securite|security key|(?:the|my|a) (?:temporary|temp|new|old|initial|default|first|provisional) (?:one|1)|the (?:one|1) (?:on|under|from|in|of|that|which|you|i|we|printed|written)|celui (?:que|qui|sur|sous|du|de|d'origine|provisoire|de depart|par defaut)|le (?:provisoire|nouveau|temporaire)|un nouveau|the secret`,
}

const NAMES = Object.keys(WORDS) as Label[]
const ANY = new RegExp(
  `(?<![\\w'-])(?:${NAMES.map((name) => `(${WORDS[name]})`).join('|')})(?![\\w-])(?!\\.\\w|>?@)`,
  'g',
)

/** Every place where a text speaks of a password, and in which way. */
export function labelsIn(low: string): Said[] {
  return Array.from(low.matchAll(ANY), (match) => ({
    label: NAMES[match.slice(1).findIndex((one) => one !== undefined)] ?? 'vague',
    start: match.index,
    end: match.index + match[0].length,
  }))
}
