import { decodeHTMLStrict } from 'entities'
import { say, type Locale } from '../words/words.ts'

// Sites that no link leads to. A page is drawn without asking the database, so each process keeps the list in memory:
// renewed when it changes here, and every half a minute, in case that it was changed elsewhere.

let blocked: ReadonlySet<string> = new Set()
let edition = 0

/** Stands for the desk in a link that names no host. */
const HERE = 'https://desk.invalid'

/** Puts this list in the place of what was known. */
export function keepBlocked(hosts: readonly string[]): void {
  if (hosts.length === blocked.size && hosts.every((host) => blocked.has(host))) return
  blocked = new Set(hosts)
  edition += 1
}

/** Another number each time the list has changed: what was drawn under an earlier one is drawn anew. */
export const blockedEdition = (): number => edition

/**
 * The host that a browser would go to (WHATWG URL): lower case, ASCII, without user name, port and final dots; null
 * where the link stays within the desk, or leads to no host.
 */
export function hostOf(link: string): string | null {
  const url = URL.parse(link) ?? URL.parse(link, HERE) // https:a.example stays here on some desks, and does not on others
  return url === null || url.origin === HERE ? null : url.hostname.replace(/\.+$/, '') || null
}

/** The host itself and every name above it: a.b.example, b.example, example. */
export const namesAbove = (host: string): string[] => host.split('.').map((_, at, all) => all.slice(at).join('.'))

/** The page to which a link to a blocked site leads instead; null for one that leads where it says. */
function leavingPath(link: string): string | null {
  const host = hostOf(link)
  const isBlocked = host !== null && namesAbove(host).some((name) => blocked.has(name))
  return isBlocked ? `/away?to=${encodeURIComponent(link)}` : null
}

const LINK = /<a href="([^"]*)"([^>]*)>([\s\S]*?)<\/a>/g

/** Draws the links of sanitised HTML anew: one to a blocked site says so, and leads to the page that says why (R49). */
export function drawBlocked(html: string, locale: Locale): string {
  if (blocked.size === 0) return html
  return html.replace(LINK, (link, href: string, rest: string, text: string) => {
    const leaving = leavingPath(decodeHTMLStrict(href))
    if (leaving === null) return link
    return `<a class="blocked" href="${leaving}"${rest}>${text}</a> <small>${say(locale, 'links.marked')}</small>`
  })
}
