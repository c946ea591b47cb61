import { isWordKey, say, type Locale } from '../words/words.ts'

/** What stands in a text in the place of something that is not for its reader: its kind, and its slip in the vault. */
export const COVER = /\uE000([a-z_]{1,24})(?::(S-\d{1,12}))?\uE001/g

export const coverMark = (kind: string, slip?: string): string => `\uE000${kind}${slip ? `:${slip}` : ''}\uE001`

const has = (text: string): boolean => text.includes('\uE000')

/** Also something that no detector finds may come by, where somebody plays with an address or with the name of a file. */
function kindOf(locale: Locale, kind: string): string {
  const key = `finding.${kind}`
  return isWordKey(key) ? say(locale, key) : '…'
}

/**
 * Draws what is covered in HTML that we made: as a bar with its kind in words; for owner and staff (`slips`), what was
 * moved to the vault as a chip that leads to its slip on the page of the ticket.
 */
export function drawCovers(html: string, locale: Locale, slips: boolean): string {
  if (!has(html)) return html
  return html.replace(COVER, (_, kind: string, slip?: string) =>
    slips && slip
      ? `<a class="chip" href="#${slip}">${slip} ${kindOf(locale, kind)}</a>`
      : `<span class="gone">${kindOf(locale, kind)}</span>`,
  )
}

/** Says what is covered where nothing can be drawn: in a title, in a letter, in the value of a field. */
export const sayCovers = (text: string, locale: Locale): string =>
  has(text) ? text.replace(COVER, (_, kind: string) => `[${kindOf(locale, kind)}]`) : text
