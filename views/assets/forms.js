import { parse, refresh } from './parts.js'

/** Forms marked `data-enhance` are sent without leaving the page; any trouble falls back to what the answer shows. */
export function enhanceForms() {
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!form.matches('[data-enhance]') || event.defaultPrevented) return
    event.preventDefault()
    void send(form, event.submitter)
  })
}

/** These answers show what was written again; any other refusal leaves the form as it stands and says why. */
const HANDED_BACK = [404, 409, 422]

async function send(form, button) {
  if (form.ariaBusy === 'true') return
  form.ariaBusy = 'true'
  const sent = form.querySelector('textarea')?.value
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      body: new FormData(form, button),
      headers: { Accept: 'text/html' },
    })
    const page = parse(await answer.text())
    if (answer.ok && new URL(answer.url).pathname === location.pathname) done(form, page, sent)
    else if (answer.ok) location.assign(answer.url)
    else if (HANDED_BACK.includes(answer.status)) show(page)
    else complain(form, page.querySelector('main h1 + p')?.textContent ?? document.body.dataset.offline)
  } catch {
    complain(form, document.body.dataset.offline)
  } finally {
    form.ariaBusy = 'false'
  }
}

/** Sent: the fresh page's parts, with an empty composer, take the place of the old ones. What was typed since stays. */
function done(form, page, sent) {
  const field = form.querySelector('textarea')
  const [id, since] = [field?.id, field && field.value !== sent ? field.value : '']
  form.reset()
  form.querySelector('.notice, .refused')?.remove()
  refresh(page, form.closest('[data-part]'))
  document.querySelector('.refused')?.remove()
  const next = id && document.getElementById(id)
  if (!next) return
  next.value = since
  next.focus()
}

/** Refused: the answer is the whole page with what was typed and the errors beside the fields. */
function show(page) {
  const main = page.querySelector('main')
  if (!main) return
  const band = page.querySelector('body > [data-part="band"]')
  if (band) document.querySelector('body > [data-part="band"]')?.replaceWith(band)
  document.querySelector('main').replaceWith(main)
  document.title = page.title
  const first = document.querySelector('.refused, [role="alert"]')
  if (first) {
    first.tabIndex = -1
    first.focus()
  } else document.querySelector('[aria-invalid="true"]')?.focus()
}

/** The line is cut, or the desk cannot take it now: nothing typed is lost, and the button can be pressed again. */
function complain(form, why) {
  const note = form.querySelector('[data-offline]') ?? document.createElement('p')
  note.className = 'notice'
  note.dataset.offline = ''
  note.setAttribute('role', 'alert')
  note.textContent = why ?? ''
  form.prepend(note)
}
