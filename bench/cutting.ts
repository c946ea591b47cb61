import type { CutPage } from './ceiling.ts'

/** A text that is drawn anew each time: the key that makes a form count once. */
const KEY = /(name="key" value=")[^"]*/g

/** The same page, whoever drew it. */
export const withoutKeys = (html: string): string => html.replace(KEY, '$1')

/** Where the things that a page lists begin and end, and what of each a program fills in: a name, a date, a text. */
type Things = { begin: RegExp; end: string; parts: RegExp }

/** The replies of a ticket; what happened between two of them goes with the first. */
export const REPLIES: Things = {
  begin: /<article class="message/g,
  end: '</article>',
  parts: /^(?<open>[\s\S]*?<strong>)(?<name>[^<]*)(?<date>[\s\S]*?<\/header>)(?<html>[\s\S]*)$/,
}

/** The tickets of the public front page. */
export const TICKETS: Things = {
  begin: /<li>(?=\s*<svg width="20" height="20" role="img")/g,
  end: '</ol>',
  parts: /^(?<open>[\s\S]*?<h3><a [^>]*>)(?<name>[^<]*)(?<date>[\s\S]*?<\/h3>)(?<html>[\s\S]*)$/,
}

/** Cuts a page of the desk into what the ceiling serves it from. Throws where the page lists nothing. */
export function cutPage(html: string, { path, cookie }: Pick<CutPage, 'path' | 'cookie'>, things: Things): CutPage {
  const starts = [...html.matchAll(things.begin)].map(({ index }) => index)
  const last = starts.at(-1)
  if (last === undefined) throw new Error(`${path} lists nothing`)
  const end = html.indexOf(things.end, last) + things.end.length
  const items = starts.map((start, i) => {
    const item = html.slice(start, starts[i + 1] ?? end)
    const parts = things.parts.exec(item)
    if (!parts?.groups) throw new Error(`What ${path} lists does not look like it:\n${item}`)
    return { ...parts.groups }
  })
  return { path, cookie, before: html.slice(0, starts[0]), after: html.slice(end), items }
}
