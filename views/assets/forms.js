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
    else show(page)
  } catch {
    complain(form)
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

/** The line is cut: nothing typed is lost, and the button can be pressed again. */
function complain(form) {
  const note = form.querySelector('[data-offline]') ?? document.createElement('p')
  note.className = 'notice'
  note.dataset.offline = ''
  note.setAttribute('role', 'alert')
  note.textContent = document.body.dataset.offline ?? ''
  form.prepend(note)
}
