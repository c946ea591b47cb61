import { before } from './context.ts'
import type { Finding } from './kinds.ts'
import { caught, caughtBehind } from './matching.ts'
import { isPlaceholder, isRandom } from './placeholders.ts'
import { SECRET_ADDRESSES, TOKEN_FORMS } from './token-forms.ts'

const VALUE = String.raw`(?:"([^"\n]{6,800})"|'([^'\n]{6,800})'|([^\s"'<>,;&|)\]}\\]{6,800}))`
const IS = String.raw`["'\]]{0,2} {0,3}(?:=>|>|value=|:=|==?|:|->|\bis\b|\best\b|\bwas\b) {0,3}(?:\n {0,8})?`

// What the word is told by: names of variables, settings and query parameters, and the words of people.
const NAMES = String.raw`(?:api|app|access|auth|client|private|secret|service|consumer|signing|encryption|account|admin|master|shared[_-]?access|storage|ingest|integration|webhook|write|read|master)[-_. ]?key|apikey|secret[-_. ]?(?:access[-_. ]?)?key|cl[ée]s? (?:d'|de |de l')?(?:api|acc[èe]s|secr[èe]te|chiffrement)|client[-_. ]?secret|app[-_. ]?secret|shared[-_. ]?secret|webhook[-_. ]?secret|jwt[-_. ]?secret|session[-_. ]?secret|secret|secret[-_. ]?access|jeton|token|bearer|access[-_. ]?code|authorization[-_. ]?code|code[-_]verifier|credential|cookie[-_. ]?secret|x-[a-z]{2,20}-(?:key|token|secret)|authkey|app[-_]?key|passkey|session[-_]?(?:id|key)|sessionid|phpsessid|jsessionid|asp\.net_sessionid|connect\.sid|laravel_session|sid|csrf[-_]?token|refresh[-_]?token`
const ASSIGNED = new RegExp(String.raw`(?:${NAMES})s?\w{0,12}${IS}${VALUE}`, 'dgi')
/** In addresses: a parameter that grants something. */
const PARAMETER =
  /[?&;#](?:(?:access_|auth_|id_|refresh_|api_|app_|user_|reset_|invite_|magic_|login_|session_)?(?:token|key)|apikey|api-key|auth|secret|sig|signature|x-amz-signature|x-amz-security-token|x-goog-signature|code|password_reset|pwd|otp|ticket|jwt|sas|session|sid)=([^\s"'<>&#]{8,1200})/dgi

const HEADER = /(?:bearer|negotiate|apikey|token)[: ] ?["']?([A-Za-z0-9._~+/=-]{12,2000})/dgi
const BASIC = /basic ["']?([A-Za-z0-9+/]{8,400}={0,2})(?![\w+/=])/dgi
const OTP_AUTH = /otpauth:\/\/[^\s"'<>]{1,400}?[?&]secret=([A-Z2-7a-z]{8,128})/dg
const AZURE =
  /(?:AccountKey|SharedAccessKey|SharedSecretValue|PrimaryKey|SharedAccessSignature)=([A-Za-z0-9+/=%&.:_-]{20,600})/dgi
/** The 40 characters that follow an access key, wherever "secret" or "AWS" stands before them. */
const AWS_SECRET = /(?:secret|aws)[^\n]{0,60}?(?<![A-Za-z0-9+/=])([A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/dgi
/** In words: "here is the API key 9f8…", "mon jeton d'accès GitHub c'est …". */
const SAID =
  /(?:api|access|secret|auth|auth[eo]n\w{1,12}|acc[èe]s|bearer|personal|app|client|shared)[ -](?:key|token|cl[ée]|jeton|secret)|(?:cl[ée]|jeton|token|secret) (?:d'|de l'|de )?(?:api|acc[èe]s|connexion|authentification|session|secret)/gi
const SPOKEN_VALUE = /(?<![A-Za-z0-9+/_@./-])([A-Za-z0-9_-]{16,200})(?![A-Za-z0-9+/@]|[./]\w)/dg
/** The seed of a second factor, in groups as it is shown to be typed. */
const SAYS_SEED =
  /2fa|totp|\botp|mfa|authenticat\w{1,10}|double facteur|secr\w{1,6}|setup key|cl[ée] de config\w{0,10}/gi
const SEED =
  /[^\n]{0,40}?(?<!\w)([a-z2-7]{4}(?: [a-z2-7]{4}){3,15}|[A-Z2-7]{4}(?: [A-Z2-7]{4}){3,15}|[A-Z2-7]{16,64})(?!\w)/dy
const COOKIE = /(?:set-)?cookie: ?([^\n]{8,2000})/dgi

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A word that may mean a token, and a value that no machine makes for anything else. */
const LABELLED =
  /(?:keys?|cl[ée]s?|tokens?|jetons?|secrets?|credentials?)(?!\p{L})[^\n]{0,50}?[\s:="'(](?<![\p{L}\d+/=_.@:-])([A-Za-z0-9][\w-]{19,200})(?![\w@+/=]|\.\w)/dgiu
/** A maker's letters and much chance. */
const PREFIXED = /(?<![\w/.-])[a-z]{2,10}(?:_[a-z]{2,10}){0,2}_[A-Za-z0-9]{20,200}(?![\w/]|\.\w)/g

/** What is said in the words after "API key": the first that a machine drew. */
const spoken = (text: string): Finding[] =>
  Array.from(text.matchAll(SAID)).flatMap(({ 0: words, index }) => {
    const from = index + words.length
    const near = text.slice(from, from + 120)
    return caught(near, SPOKEN_VALUE, 'token', (value) => isRandom(value) && /\d/.test(value))
      .slice(0, 1)
      .map((one) => ({ ...one, start: one.start + from, end: one.end + from }))
  })

const isMixed = (value: string): boolean =>
  isRandom(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value)

/** Whether what follows a maker's letters was drawn by chance. */
const isDrawn = (value: string): boolean =>
  isMixed(value.slice(value.lastIndexOf('_') + 1)) || /_(?=.*\d.*\d)[0-9a-f]{32,}$/.test(value)

/** Tokens that a word or a name in the text gives away. */
const labelled = (text: string): Finding[] => [
  ...caught(
    text,
    ASSIGNED,
    'token',
    (value, start) => isRandom(value) && !/publickeytoken/i.test(before(text, start, 20)),
  ),
  ...caught(
    text,
    LABELLED,
    'token',
    (value, start) =>
      isMixed(value) && !/sha\d|md5|hash|finger|empreinte|publi|certif|ssh-/i.test(before(text, start, 30)),
  ),
  ...spoken(text),
]

/** Tokens, keys of services and sessions: by their form, by the name they are given, by the place they stand in. */
export function tokens(text: string): Finding[] {
  const token = (pattern: RegExp, real: (value: string) => boolean) => caught(text, pattern, 'token', real)
  return [
    ...token(TOKEN_FORMS, (value) => !isPlaceholder(value) && (/\d/.test(value) || isRandom(value))),
    ...token(SECRET_ADDRESSES, (value) => !isPlaceholder(value)),
    ...token(PARAMETER, (value) => isRandom(value) && !UUID.test(value)),
    ...token(HEADER, (value) => isRandom(value)),
    ...token(BASIC, (value) => /^[ -~]+:[ -~]*$/.test(Buffer.from(value, 'base64').toString('latin1'))),
    ...token(OTP_AUTH, () => true),
    ...caughtBehind(text, SAYS_SEED, SEED, 'token', (value) => /\d/.test(value) && /[A-Za-z]/.test(value)),
    ...token(AZURE, (value) => !isPlaceholder(value)),
    ...token(AWS_SECRET, isMixed),
    ...token(COOKIE, (value) => /[=][^;\s]{12,}/.test(value) && !isPlaceholder(value)),
    ...token(PREFIXED, isDrawn),
    ...labelled(text),
  ]
}
