import { isPlaceholder } from './placeholders.ts'

/**
 * How much a word looks like a secret by itself: 0 it cannot be one, 1 a word or a number like any other, 2 letters with
 * digits or signs in it, 3 what nobody types but as a secret.
 */
export type Shape = 0 | 1 | 2 | 3

// One character over and over, blanks to fill in.
const BLANK = /^(.)\1{2,}$(?<!\d)|<[^<>]{1,40}>|^x+$/iu
// "$oleil2024" is no name of a variable, and 0000 no mask.
const YET_TYPED = /^\$[a-z]{2,20}\d|^\d{4,}$/

// Addresses, paths, file names, dates, times, versions, sizes, hashes and identifiers.
const OTHER_FORMS = [
  /^(?:https?:|www\.|mailto:|ftp:|file:)/i,
  /^[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}$/,
  /^(?:[a-z]:\\|\\\\|\.{0,2}\/)[^\s]{1,200}$/i,
  /^[\w-]{1,64}(?:\.[\w-]{1,64}){0,4}\.(?:com|fr|org|net|eu|io|uk|de|be|ch|ca|local|lan|pdf|docx?|xlsx?|pptx?|txt|csv|zip|exe|msi|dll|log|png|jpe?g|gif|mp4|eml|msg|pst|ost|ini|conf|cfg|json|xml|ya?ml|html?|php|aspx?|js|ts|py|sh|ps1|bat|kdbx|iso|dmg|apk|bak|sql|db|tmp|lnk|rdp|ovpn|p12|pfx|pem|crt|cer|key)$/i,
  /^\d{1,4}([/.-])\d{1,2}\1\d{1,4}$/,
  /^\d{1,2}[:h]\d{0,2}(?::\d{2})?(?:am|pm)?$/i,
  /^\d{1,2}(?:am|pm|st|nd|rd|th|er|e|eme|ème|ere|ère|x|°)$/i,
  /^v?\d{1,5}(?:\.\d{1,6}){1,4}(?:-?[a-z]{1,6}\d{0,3})?$/i,
  /^[\d.,]{1,12}(?:%|€|\$|£|k|ko|mo|go|to|kb|mb|gb|tb|kib|mib|gib|hz|ghz|mhz|ms|s|min|h|j|px|dpi|v|w|mm|cm|m|bits?|bytes?)$/i,
  /^(?:0x)[\da-f]{2,16}$/i,
  /^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{56}|[\da-f]{64}|[\da-f]{96}|[\da-f]{128})$/i,
  /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
  /^\+?\d{1,3}([ .-])\d{2,4}(?:\1\d{2,4}){1,4}$/,
  /^#?\d{1,3}$/,
  /^[\w.]{1,40}\([^()]{0,40}\)$|^[\p{L}-]{1,30}'s$|^\w{1,40}(?:\.\w{1,40}){0,4}\[\w{0,8}\]/u,
  /^(?:ctrl|alt|shift|maj|win|windows|cmd|command|fn|altgr|option)(?:[+-]\w{1,8}){1,3}$/i,
  /\]\(|:\/\/|^--?[a-z]{2}|'@|@'|@\d{1,3}\.\d/i,
  /^@?[\w.-]{1,40}(?:\/[\w.-]{1,40}){1,8}\.[a-z]{1,5}$/i,
  /^(?:kb|cve|inc|req|ticket|tkt|ritm|chg|prb|gui|sr|po|id|ref|err|error|hresult|event|evt|code|http|rfc|iso|nf|en|ean)[-_#:]?\d[\d-]{1,14}$/i,
]

// Names of products, formats and protocols with a number in them: they are spoken of wherever passwords are.
const PRODUCT =
  /^(?:office|o|m|microsoft|windows?|win|server|outlook|excel|word|access|powerpoint|project|visio|sharepoint|exchange|sql|teams|mac(?:book|os|mini)?|imac|iphone|ipad|ipados|ios|watch|airpods|galaxy|pixel|android|chrome|firefox|edge|safari|opera|adobe|acrobat|photoshop|indesign|illustrator|autocad|solidworks|revit|sketchup|visual|vs|ubuntu|debian|rhel|centos|fedora|oracle|mysql|mariadb|postgres(?:ql)?|mongodb|php|python|java|jdk|jre|node|html|css|es|utf|sha|md|aes|rsa|des|tls|ssl|ipv|wpa|wep|usb|hdmi|vga|rj|ps|dvi|ddr|pcie?|sata|nvme|base|h|x|mp|ms|f|ctrl|alt|auth|oauth|saml|imap|pop|smtp|ldap|ntlm|kerberos|http|https|ftp|sftp|ssh|vpn|rdp|log4j|sap|sage|ciel|ebp|s4|crm|gsuite|g|web|wifi|wi-fi|covid|thinkpad|latitude|optiplex|elitebook|probook|laserjet|officejet|deskjet|ecotank|xerox|ricoh|canon|epson|brother|hp|dell|lenovo|livebox|freebox|bbox|sfrbox|tplink|netgear|ssid|vlan|port|eth|slot|com|lpt|room|salle|bureau|etage|floor|bat|batiment|building|version|v|build|release|q|s|t|l|b|n|article|art|page|step|etape|level|niveau|option|ligne|line|menu|poste|srv|pc|lt|nb|ws|vm|db|dc|ap|sw|fw)[-_ ]?\d{1,5}[a-z]?(?:[-_.]\d{1,4})?(?:pro|e3|e5|r2|sp\d|max|plus|home|lts|h2|h1)?$/i

/** Names of formats and methods with a number in the middle, and what they are made of. */
const TECHNICAL =
  /^#?(?:argon2|base\d|utf-?\d|u?int\d|float\d|sha-?\d|pbkdf2|oauth2|x509|x86|win32|log4|i18n|l10n|k8s|h26\d|ed25519|id_(?:rsa|ed)|ipv\d|mp[34]|pkcs|web[23]|fail2ban)|-(?:encoded|based|bytes?|bit|only|like|style|compatible)$|^(?:non|pre|post)-?\d|\d(?:xx|bit|mb\d|fa)$/i

/** Whether a word names a product, a format or a place with a number in it, which is no secret unless it is called one. */
export const isProduct = (word: string): boolean => PRODUCT.test(word.replace(/[!?]+$/, '')) || TECHNICAL.test(word)

const LETTER = /\p{L}/u
const SIGN = /[!@#$%^&*+=~§£€]/

/** The shape of a word as it was typed, without the punctuation round it. */
export function shapeOf(word: string): Shape {
  if (word.length < 3 || word.length > 128 || BLANK.test(word)) return 0
  if (isPlaceholder(word) && !YET_TYPED.test(word)) return 0
  if (/^[a-z]{3,}$/i.test(word)) return 1
  if (OTHER_FORMS.some((form) => form.test(word))) return 0
  const [letters, digits, signs] = [
    LETTER.test(word),
    /\d/.test(word),
    SIGN.test(/\d/.test(word) ? word.replace(/\?+$/, '') : word.replace(/[!?]+$/, '')),
  ]
  if (word.length < 4) return 1
  if (!letters) return digits && signs && word.length >= 6 ? 2 : 1
  const mixed = /\p{Ll}/u.test(word) && /\p{Lu}/u.test(word)
  if (digits && signs && word.length >= 6) return 3
  if (digits && mixed && word.length >= 6 && !/[-_/.]/.test(word)) return 3
  return digits || signs ? 2 : 1
}

const USER_AT_HOST = /^[a-z][a-z_.-]{2,30}@[a-z][\w.-]{2,60}$/
const TURNS = /(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/gu

/** Whether a word looks like a secret wherever it stands in a text about passwords: signs, or letters and digits mixed up. */
export function isLoud(word: string): boolean {
  if (USER_AT_HOST.test(word)) return false
  return (
    shapeOf(word) === 3 && (/[!@$%^*§?]|\p{L}#\p{L}|\d#|#.*\p{L}/u.test(word) || (word.match(TURNS)?.length ?? 0) > 2)
  )
}
