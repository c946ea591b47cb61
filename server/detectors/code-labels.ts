/**
 * What a code is for: a `door`, a `pin`, a login's second step; `card` for the three digits of a bank card, `pass` for
 * passcodes with letters, `backup` for lists of codes, `seed` for what makes one-time codes, `pattern` for a drawn one.
 */
export type CodeLabel = 'code' | 'pass' | 'card' | 'backup' | 'seed' | 'pattern' | 'vague'

/** A label in a text. */
export type CodeSaid = { label: CodeLabel; start: number; end: number }

// On the text as plain() makes it: lower case, no accents.
const FRENCH_PLACES =
  "acces|(?:l')?immeuble|(?:l')?entree|portail|portes?|portillon|interphone|batiment|hall|garage|parking|ascenseur|cave|local|alarme|(?:l')?alarme|coffre(?:-fort)?|cadenas|casier|armoire|boites? a clef?s?|boitier(?: a cles?)?|badge|residence|barriere|caisse|badgeuse|photocopieu(?:r|se)|copieur|imprimante|impression|velo|voiture|salle(?: serveurs?)?"
const FRENCH_THINGS =
  'vendeur|operateur|agent|service|employe|caissiere?|livreur|gardien|maintenance|technicien|administrateur|maitre|carte(?: bleue| bancaire| sim| bancaire)?|cb|sim|pin|puk|telephone|portable|iphone|tablette|repondeur|messagerie(?: vocale)?|deverrouillage|verrouillage|ecran|verification|validation|confirmation|securite|authentification|connexion|activation|secours|recuperation|reunion|(?:la )?reunion|conference|zoom|teams|session|parental|controle parental|double authentification|sms'
const ENGLISH =
  'door|gate|access|entry|entrance|alarm|garage|parking|lock ?box|key ?box|key ?safe|safe|padlock|locker|building|lobby|lift|elevator|intercom|keypad|security|cabinet|server room|front door|back door|burglar alarm|lock|unlock|screen lock|lock ?screen|phone|voice ?mail|sim|pin|puk|verification|confirmation|one-?time|sms|text|auth|authentication|authenticator|authorization|sign-?in|otp|2fa|mfa|two-factor|meeting|conference|zoom|parental|card|debit card|guest|activation|user|installer|engineer|duress|master|till|copier|print|printer|staff'

const WORDS: Record<CodeLabel, string> = {
  seed: String.raw`(?:totp|otp|2fa|mfa|authenticator|google authenticator|two-factor)(?: setup)? (?:secret|seed|key)(?: key)?|(?:cle|secret|graine|code) (?:totp|otp|2fa|mfa|d'authentificat\w{2,4})|(?:secret|setup|manual entry) key|cle (?:secrete|de configuration)`,
  backup: String.raw`(?:backup|recovery|rescue|scratch|emergency)(?: (?:2fa|mfa|login|verification))? (?:codes?|keys?)|codes? (?:de )?(?:secours|recuperation|backup|sauvegarde)|cles? de (?:recuperation|secours)(?: bitlocker| filevault)?|bitlocker(?: recovery)? (?:key|code)|cle bitlocker`,
  card: String.raw`cvv2?|cvc2?|cryptogramme(?: visuel)?(?: au dos)?|(?:security code|code|(?:three|3|trois)(?: (?:last|little|petits|derniers))? (?:digits|numbers|chiffres)) (?:on the back|at the back|au dos|au verso|derriere)(?: (?:of|de) (?:the|my|our|la|ma|notre) (?:\w+ )?(?:card|carte))?|card(?:'s)? security code|code de securite de (?:la|ma) carte`,
  pattern: String.raw`(?:unlock|lock|swipe|screen) pattern|(?:schema|motif|modele) de (?:deverrouillage|verrouillage)`,
  pass: String.raw`pass-?codes?|code secret|(?:meeting|webinar|zoom|teams|session) codes?|codes? (?:de |d')(?:la |l')?(?:visio\w*|reunion|webinaire|conference|session)|meeting password|host key`,
  code: String.raw`digicode|vigik|codes? (?:de |du |d'|de l'|de la |de ma |de mon |des |pour (?:le |la |l')?|a )?(?:${FRENCH_PLACES}|${FRENCH_THINGS})|codes? (?:recu|envoye)s? par (?:sms|texto|mail)|codes? a (?:usage unique|\w{1,6} chiffres)|codes? (?:temporaires?|confidentiels?|personnels?|persos?)|codes? (?:from|of|de|sur|in|on) (?:the |my |l'|mon |ma |le )?(?:app|appli|application|authenticator|sms|telephone)|(?:combinaison|code) du (?:coffre|cadenas)(?:-fort)?|combinaison|boites? a clef?s?|(?:${ENGLISH})[ -](?:pin )?(?:codes?|combination|pin)|(?:one-?time|verification|login|auth) (?:passcodes?|pass ?word|numbers?)|(?:lock|key) ?box|keypad|combination|pins?(?: codes?| number)?|code pin|puk[12]?(?: codes?)?|code puk|otp|my (?:2fa|mfa)|authenticator(?: app)?|(?:gate|portail|portillon|interphone|intercom)(?= ?[:=])|code parental|(?:clavier|keypad)(?= ?(?::|c'est|is))|(?:porte|portail|portillon|hall|entree)(?: (?:du|de la|d')[ a-z]{0,12})?(?= [\dab]{5,6}(?!\w))|portillon(?= \d{4})|\w{1,6}[- ]digit (?:code|pin)`,
  vague: String.raw`codes?`,
}
const NAMES = Object.keys(WORDS) as CodeLabel[]
const ANY = new RegExp(`(?<![\\w-])(?:${NAMES.map((name) => `(${WORDS[name]})`).join('|')})(?![\\w-])(?!\\.\\w)`, 'g')

/** Every place where a text speaks of an access code. */
export function codeLabelsIn(low: string): CodeSaid[] {
  return Array.from(low.matchAll(ANY), (match) => ({
    label: NAMES[match.slice(1).findIndex((one) => one !== undefined)] ?? 'vague',
    start: match.index,
    end: match.index + match[0].length,
  }))
}
