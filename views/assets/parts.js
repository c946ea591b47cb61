/** The page at an address, as a document. */
export async function fetchPage(url) {
  const answer = await fetch(url, { headers: { Accept: 'text/html' } })
  return answer.ok ? parse(await answer.text()) : null
}

export const parse = (html) => new DOMParser().parseFromString(html, 'text/html')

/** Is somebody in the middle of writing or choosing something here? */
const busy = (part) =>
  part.contains(document.activeElement) ||
  [...part.querySelectorAll('textarea, input[type="file"]')].some(
    (field) => field.value !== field.defaultValue && field.value !== '',
  )

/** Puts the parts of a fresh page in the place of the old ones. What somebody is writing stays, but in `sent`. */
export function refresh(fresh, sent = null) {
  for (const part of document.querySelectorAll('[data-part]')) {
    const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`)
    if (next && (part === sent || !busy(part))) part.replaceWith(next)
    else if (!next && !busy(part)) part.remove()
  }
}
