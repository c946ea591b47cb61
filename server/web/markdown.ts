import MarkdownIt from 'markdown-it'
import sanitize from 'sanitize-html'
import type { Locale } from '../words/words.ts'
import { drawCovers } from './covers.ts'
import { blockedEdition, drawBlocked } from './sites.ts'

/** Stands where somebody has forged a mark: taking it out could leave another one. */
const UNREADABLE = '\uFFFD'

// What people write may format, not compose: no raw HTML, no pictures from elsewhere, no headings that break the page's order.
const renderer = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable(['image'])

// No link leads to what is covered: such a target would hold the mark, written as it stands or as in an address.
const { validateLink } = renderer
renderer.validateLink = (url) => validateLink(url) && !/[\uE000\uE001]|%EE%80%8[01]/i.test(url)

// An address is shown in letters (RFC 3492), and a mark can be spelled like that too.
const { normalizeLinkText } = renderer
renderer.normalizeLinkText = (url) => normalizeLinkText(url).replace(/[\uE000\uE001]/g, UNREADABLE)

const allowed: sanitize.IOptions = {
  allowedTags: [
    'p',
    'br',
    'strong',
    'em',
    's',
    'code',
    'pre',
    'blockquote',
    'ul',
    'ol',
    'li',
    'a',
    'h2',
    'h3',
    'h4',
    'h5',
    'hr',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
  ],
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  transformTags: { a: sanitize.simpleTransform('a', { rel: 'nofollow ugc noopener' }) },
}

/** Our own Markdown as HTML: the legal texts. */
export const markdown = (text: string): string => sanitize(renderer.render(text), allowed)

const shifted = { ...allowed, transformTags: { ...allowed.transformTags, h1: 'h3', h2: 'h4', h3: 'h5' } }

/** Rendering costs more than the rest of a page: the latest texts are remembered, in memory, by what they say. */
const remembered = new Map<string, string>()
const MOST_REMEMBERED = 500

/** The two signs around what is covered, as an entity that Markdown would turn into them: people could forge a mark. */
const FORGED = /&#(?:x0{0,2}e00[01]|0{0,2}5734[45]);/gi

/**
 * What a person wrote, as HTML that can do nothing (R49: links are marked as user content), in which what is covered says
 * what it is. `slips`: for owner and staff, what was moved to the vault leads to its slip.
 */
export function userMarkdown(text: string, { locale, slips }: { locale: Locale; slips: boolean }): string {
  const key = `${locale}${Number(slips)}${blockedEdition()} ${text}`
  const html = remembered.get(key) ?? drawCovers(drawBlocked(rendered(text), locale), locale, slips)
  remembered.delete(key) // put back at the end: the first key is the one that was not asked for longest
  remembered.set(key, html)
  const [oldest] = remembered.keys()
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest)
  return html
}

const rendered = (text: string): string => sanitize(renderer.render(text.replace(FORGED, UNREADABLE)), shifted)
