export const QUOTED = String.raw`"([^"\n]{1,120})"|'([^'\n]{1,120})'`
/** What follows a name in a setting: quoted, or up to what ends a value in some language. */
const VALUE = String.raw`(?:${QUOTED}|([^\s"'<>;,&|]{2,160}))`

const LONG = String.raw`pass[-_]?words?|pass[-_]?wd|pass[-_]?phrase|passwort|mot_?de_?passe|keymaterial|pre-?shared-?key|requirepass|masterauth|rootpw|bindpw|bindcredentials|(?:user|db|smtp|mysql|ftp|admin|http|root|ssh|vnc|mail|imap)_?pass`
const SHORT = String.raw`(?<![A-Za-z])(?:pass|pwd|mdp|psk|pw)`
/** A name goes on in capitals and numbers (`PASSWORD_PROD`, `password2`), unless it says something about the password. */
const MORE = String.raw`\d{0,2}(?:_(?!hash|file|min|max|len|reset|polic|expir|age|chang|last|field|prompt|enc|alg|url|path|count|requir|hint|never|lock|valid)\w{1,12})?`
const named = (then: string, flags = 'dgi'): RegExp => new RegExp(`(?:${LONG}|${SHORT})${MORE}${then}`, flags)

/** A name that says password and its value: in ini, env, JSON, PHP, XML, connection strings and addresses. */
export const NAMED: readonly RegExp[] = [
  named(String.raw`["'\]]{0,2} {0,3}(?:=>|:=|={1,3}) {0,3}${VALUE}`),
  named(String.raw`["'\]]{1,2} {0,3}[:,] {0,3}(?:${QUOTED})`),
  named(String.raw`(?: [^<>\n]{0,60})?>([^<>\n]{2,120})</`),
  named(String.raw`["'] {1,3}value {0,2}= {0,2}(?:${QUOTED})`),
  /^[ >|-]{0,20}[\w.-]{1,40}[_.-](?:password|passwd|passphrase|mdp|pwd|pass|pw): {1,4}(?:"([^"\n]{1,120})"|'([^'\n]{1,120})'|([^\s"'<>]{2,160})) *$/dgim,
  // What `netsh wlan show profile key=clear` prints.
  /(?:key content|contenu de la cl[ée]) {0,20}: {0,4}([^\s][^\n]{1,100})/dgi,
]

/** The same in YAML below something else: only what looks like a password, sentences are written so as well. */
export const SETTINGS: readonly RegExp[] = [
  /^[ >|-]{2,20}(?:password|passwd|passphrase|mdp|pwd|pass|psk): {1,4}(?:"([^"\n]{1,120})"|'([^'\n]{1,120})'|([^\s"'<>]{3,160})) *$/dgim,
]
