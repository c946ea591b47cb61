// The middle column of the review follows the decisions beside it. The desk draws it, as it would publish the ticket by
// them; looking decides nothing.
const SLOW = 300 // milliseconds until the page says that it waits

export function followDecisions() {
  const form = document.querySelector('form[data-look]')
  if (!form) return
  const radios = [...form.querySelectorAll('[name^="finding-"][type="radio"]')]
  for (const radio of radios) radio.addEventListener('change', () => void look(form))
  // A browser that brings back what was chosen does not bring back the column.
  addEventListener('pageshow', () => {
    if (radios.some(({ checked, defaultChecked }) => checked !== defaultChecked)) void look(form)
  })
}

let latest

async function look(form) {
  latest?.abort()
  const { signal } = (latest = new AbortController())
  const slow = setTimeout(() => wait(form, true), SLOW)
  const page = await drawn(form, signal)
  clearTimeout(slow)
  if (signal.aborted) return
  const done = page !== null && follow(form, page)
  wait(form, !done) // a column that does not follow is not the one that everybody will read
  const said = form.querySelector('[data-followed]')
  said.className = done ? 'unseen' : 'notice'
  said.textContent = '' // said again, though it is the same
  said.textContent = done ? said.dataset.followed : said.dataset.lost
}

const wait = (form, busy) => form.querySelectorAll('.world').forEach((text) => (text.ariaBusy = String(busy)))

/** The page as it would be by what is chosen now, or null where it cannot be had. */
async function drawn(form, signal) {
  const body = new URLSearchParams(new FormData(form))
  const answer = await fetch(form.dataset.look, { method: 'POST', body, signal, redirect: 'error' }).catch(() => null)
  const html = answer?.ok ? await answer.text().catch(() => null) : null
  return html && new DOMParser().parseFromString(html, 'text/html')
}

/** False if the ticket has other texts by now: then nothing of it is shown beside those that were read. */
function follow(form, page) {
  const [old, fresh] = [form, page].map((place) => [...place.querySelectorAll('.review > li')])
  if (old.length !== fresh.length || old.some(({ id }, at) => id !== fresh[at].id)) return false
  old.forEach((line, at) => {
    for (const part of ['.open', '.world']) line.querySelector(part)?.replaceWith(fresh[at].querySelector(part))
  })
  return true
}
