import type { Finding } from './kinds.ts'
import { caught } from './matching.ts'
import { COMMANDS, WORDED } from './command-lines.ts'
import { isPlaceholder } from './placeholders.ts'
import { NAMED, SETTINGS } from './settings.ts'

/** The name and password in an address: `scheme://user:password@host`. */
const IN_ADDRESS = /(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,20}:\/\/([^\s/:@"'<>]{0,100}:[^\s/"'<>]{1,200})@[\w[]/dg
/** The same, where the password has a slash in it. */
const SLASHED = /:\/\/([^\s/:@"'<>]{1,60}:[^\s@"'<>?]{1,80})@[\w-]{1,60}[.:/]/dg
const WITHOUT_SCHEME =
  /(?<![\w@:/.+-])([A-Za-z][\w.+-]{1,40}:[^\s:@/"'<>]{4,80})@(?:\d{1,3}\.\d|[A-Za-z][\w-]{0,40}\.|\[|localhost)/dg
const TOKEN_IN_ADDRESS = /https?:\/\/([A-Za-z0-9_-]{20,100})@[\w[]/dg
/** Labels that stand before an e-mail address with a colon, and are nobody's name. */
const LABEL =
  /^(?:mailto|e-?mails?|mails?|courriels?|m[ée]l|sips?|xmpp|tel|from|to|cc|bcc|contact|adresses?|address|smtp|npm|pnpm|yarn|workspace|git|ssh|user(?:name)?|utilisateur|nom|name|logins?|compte|account|de|upn|imap|pop|https?|ftp|identifiant|id|reply-to|exp[ée]diteur|destinataire):/i
const AS_IN_MANUALS =
  /^(?:user(?:name)?|login|utilisateur|name|u|foo|someone):(?:pass(?:word|wd)?|pwd|pw|p|bar|mdp|secret|token)$/i

/** Passwords as systems keep them: crypt, bcrypt, Argon2, LDAP, NTLM. */
const HASHED =
  /\$(?:[1256y]|2[abxy]|argon2(?:id|i|d)|apr1|sha1|7|gy|scrypt)\$[\w./$=,+-]{20,300}|\{(?:SSHA\d{0,3}|SHA|SMD5|CRYPT|PBKDF2)\}[\w./$=+]{16,200}|(?<![\w:])[\w.$-]{1,60}:\d{1,6}:[0-9a-f]{32}:[0-9a-f]{32}:::/dgi

/** A path, a number of tries, a sentence of a program: what settings about passwords hold besides passwords. */
const OTHER_VALUE = /^(?:~?\/[\w.-]+\/|[A-Za-z]:\\|\d{1,3}$|[\w-]{1,40}=|https?:)|^\p{Lu}\p{L}+ \p{L}+ \p{L}+/u
/** What follows in a sentence that only speaks of an option or a command. */
const PROSE =
  /^(?:-.*|options?|flags?|switch|param\w*|arg\w*|and|or|is|isn't|does|doesn't|to|in|from|for|the|a|an|with|when|but|on|as|at|by|it|if|then|that|was|will|field|prompt|est|et|ou|pour|avec|dans|sur|de|du|des|le|la|les|ne|il|si|qui|que|cmdlet|command|commande)$/i

/** Without any of these the longer looks are not worth taking. */
const SPEAKS_OF_ONE = /pass|pwd|mdp|psk|pw\b|masterauth|root_?pw|bind|keymaterial|shared|key content|contenu de/i
const HAS_COMMAND =
  / --?[a-zA-Z]|\/p|pass|machine|identified|secure|credential|enable|username|snmp|net use|\| ?(?:sudo|docker|chp|crypts)/i

const isValue = (value: string): boolean => !isPlaceholder(value) && !OTHER_VALUE.test(value)
const isWord = (value: string): boolean => isValue(value) && !PROSE.test(value)
const hasShape = (value: string): boolean => isWord(value) && /[\d!@#$%^&*+=]/.test(value)
const isPair = (value: string): boolean =>
  !isPlaceholder(value.slice(value.indexOf(':') + 1)) && !AS_IN_MANUALS.test(value)

/** Passwords as machines write them: in addresses, settings, connection strings, commands and stored hashes. */
export function credentials(text: string): Finding[] {
  const password = (patterns: readonly RegExp[], real: (value: string) => boolean) =>
    patterns.flatMap((pattern) => caught(text, pattern, 'password', real))
  return [
    ...password([IN_ADDRESS], (value) => isPair(value) && !/:\d{2,5}[?#]/.test(value)),
    ...password([SLASHED], (value) => isPair(value) && !/:\d{2,5}(?:\/|$)/.test(value)),
    ...password(
      [WITHOUT_SCHEME],
      (value) => isPair(value) && !LABEL.test(value) && /\d|[^\w.-]/.test(value.slice(value.indexOf(':') + 1)),
    ),
    ...caught(text, TOKEN_IN_ADDRESS, 'token', (value) => /\d/.test(value)),
    ...(SPEAKS_OF_ONE.test(text) ? [...password(NAMED, isValue), ...password(SETTINGS, hasShape)] : []),
    ...(HAS_COMMAND.test(text) ? [...password(COMMANDS, isWord), ...password(WORDED, hasShape)] : []),
    ...password([HASHED], () => true),
  ]
}
