import { before } from './context.ts'
import type { Finding } from './kinds.ts'
import { caught } from './matching.ts'

const LOCAL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}._%+'-]{0,62}[\p{L}\p{N}_+-])?`
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?`
const LEFT = String.raw`(?<![\p{L}\p{N}._%+*•@-])`
const DOMAIN = String.raw`(?:${LABEL}\.){1,6}\p{L}{2,24}`
const WRITTEN = new RegExp(String.raw`${LEFT}(${LOCAL}(?:@ ?| @ |%40)${DOMAIN})(?![\p{L}\p{N}@])`, 'dgu')

const AT = String.raw`@| ?[[({<] ?(?:at|@|arobase|arobas|a|à|chez) ?[\])}>] ?| (?:arobase|arobas|arrobase) |(?-i: AT )| at (?=[\p{L}\p{N} -]{1,60} (?:dot|point) )`
const DOT = String.raw`\.| ?[[({<] ?(?:dot|point|\.|pt) ?[\])}>] ?| (?:dot|point) `
const NAME = String.raw`[\p{L}\p{N}_+-]{1,40}`
/** Spelled, so that no robot collects it: "ann.martin [at] acme [dot] fr", "ann point martin arobase acme point fr". */
const SPELLED = new RegExp(
  String.raw`${LEFT}(${NAME}(?:(?:${DOT}| tiret )${NAME}){0,3}(?:${AT})${NAME}(?:(?:${DOT}| tiret )${NAME}){0,3}(?:${DOT})\p{L}{2,12})(?![\p{L}\p{N}@])`,
  'dgui',
)
/** A name with a dot in it, as nobody writes in a sentence: "ann.martin at acme.fr", "ann.martin @acme.fr". */
const LOOSE = new RegExp(
  String.raw`${LEFT}(\p{L}{1,30}[._](?!(?:php|html?|js|ts|md|exe|txt|pdf|docx?|xlsx?|com|fr|net|org|zip|log|dll|py) )\p{L}{1,30}(?: (?:at|chez) | @)${DOMAIN})(?![\p{L}\p{N}@])`,
  'dgu',
)

/** Names that nobody can have: RFC 2606 and 6761. */
const RESERVED = /(?:^|[.@])(?:example\.(?:com|net|org)|example|test|invalid|localhost)$/i
const NOBODY =
  /^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|ne[-_.]?pas[-_.]?repondre|nepasrepondre|pas[-_.]?de[-_.]?reponse|mailer-daemon|bounces?|git|hg|svn)(?:[+-].*)?$/i
const ROLE =
  /^(?:support|help|info|contact|service|services|sales|security|abuse|feedback|press|account|accounts|billing|privacy|postmaster|webmaster|customerservice|assistance|helpdesk|noc|hostmaster)$/i
const VENDOR =
  /(?:^|\.)(?:microsoft|google|apple|adobe|amazon|dropbox|slack|zoom|github|gitlab|atlassian|cisco|dell|hp|lenovo|oracle|vmware|ovh|ovhcloud|orange|free|sfr|bouyguestelecom|paypal|docusign|teamviewer|anydesk|logitech|synology|qnap|fortinet|sophos|kaspersky|eset|salesforce|mozilla|linkedin|netflix|icann|iana)\.(?:com|net|org|fr|us)$/i
/** Versions of packages and names of pictures: `checkout@v4.beta`, `logo@2x.png`. */
const FILES = /^(?:v?\d[\w-]*\.|[\w-]+\.(?:png|jpe?g|svg|gif|webp|service|timer|socket|js|ts|tgz)$)/i

const SPELLED_AT = new RegExp(AT, 'iu')
const SPELLED_DOT = new RegExp(DOT, 'giu')

function isAddress(value: string): boolean {
  const [local = '', domain = ''] = value.split(/ ?(?:@|%40) ?| chez /)
  if (RESERVED.test(domain) || NOBODY.test(local) || FILES.test(domain)) return false
  return !(ROLE.test(local) && VENDOR.test(domain))
}

/** A spelled address as it is meant. */
const meant = (value: string): string => value.replace(SPELLED_AT, '@').replace(SPELLED_DOT, '.')

/** The end of `scheme://user:password`, whose part after the last sign is a machine. */
const LOGIN = /:\/\/[^\s/@]{0,100}(?::[^\s@]{0,120})?$/

/**
 * E-mail addresses, also as sip: and xmpp:, in links, and spelled out. Reserved names, `noreply`, the desks of well-known
 * makers, ssh remotes and versions of packages pass.
 */
export function emails(text: string): Finding[] {
  const isLogin = (start: number): boolean => LOGIN.test(before(text, start + 1, 240))
  const email = (form: RegExp, read: (value: string) => string) =>
    caught(text, form, 'email', (value, start) => isAddress(read(value)) && !isLogin(start))
  return [
    ...email(WRITTEN, (value) => value),
    ...email(SPELLED, meant),
    ...email(LOOSE, (value) => value.replace(' at ', '@')),
  ]
}
