import type { CutPage } from './ceiling.ts'
import type { Seat } from './fill.ts'

/** A text that is drawn anew each time: the key that makes a form count once. */
const KEY = /(name="key" value=")[^"]*/g

/** The same page, whoever drew it. */
export const withoutKeys = (html: string): string => html.replace(KEY, '$1')

/** Cuts a page of the desk into what the ceiling serves it from. Throws where the page has no replies. */
export function cutPage(html: string, { cookie, ticket }: Seat): CutPage {
  const starts = [...html.matchAll(/<article class="message/g)].map(({ index }) => index)
  const last = starts.at(-1)
  if (last === undefined) throw new Error('The page of the ticket shows no replies')
  const end = html.indexOf('</article>', last) + '</article>'.length
  // What happened between two replies goes with the first of them.
  const replies = starts.map((start, i) => {
    const reply = html.slice(start, starts[i + 1] ?? end)
    const parts = /^(?<open>[\s\S]*?<strong>)(?<name>[^<]*)(?<date>[\s\S]*?<\/header>)(?<html>[\s\S]*)$/.exec(reply)
    if (!parts?.groups) throw new Error(`A reply does not look like one:\n${reply}`)
    return { ...parts.groups }
  })
  return { cookie, number: ticket, before: html.slice(0, starts[0]), after: html.slice(end), replies }
}
