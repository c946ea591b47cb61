import MarkdownIt from 'markdown-it'
import sanitize from 'sanitize-html'

// What people write may format, not compose: no raw HTML, no pictures from elsewhere, no headings that break the page's order.
const renderer = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable(['image'])

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

/** What a person wrote, as HTML that can do nothing (R49: links are marked as user content). */
export function userMarkdown(text: string): string {
  const html = remembered.get(text) ?? sanitize(renderer.render(text), shifted)
  remembered.delete(text) // put back at the end: the first key is the one that was not asked for longest
  remembered.set(text, html)
  const [oldest] = remembered.keys()
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest)
  return html
}
