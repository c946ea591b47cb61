import { carry, chosenIn, compare } from './digest.js'
import { parse, refresh } from './parts.js'
import { post } from './progress.js'

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

const underway = new WeakSet()

async function send(form, button) {
  if (underway.has(form)) return
  underway.add(form)
  const sent = form.querySelector('textarea')?.value
  const chosen = chosenIn(form)
  const answer = await post(form, button)
  underway.delete(form)
  if (answer.trouble !== undefined) return complain(form, answer.trouble)
  if (answer.ok && signedOut(answer.url)) return complain(form, document.body.dataset.signedOut)
  const page = parse(answer.text)
  if (answer.ok && new URL(answer.url).pathname === location.pathname) {
    done(form, page, sent)
    await compare(chosen, { complete: document.querySelector('[data-digests]') !== null })
  } else if (answer.ok) {
    await carry(chosen, answer.url)
    location.assign(answer.url)
  } else if (HANDED_BACK.includes(answer.status)) {
    show(page)
    await compare(chosen, { complete: false })
  } else complain(form, page.querySelector('main h1 + p')?.textContent ?? document.body.dataset.offline)
}

/** They left in another tab: unlike a session that ran out, that keeps no draft, and the way to sign in would lose the text. */
function signedOut(url) {
  const { pathname, searchParams } = new URL(url)
  return pathname === '/login' && !searchParams.has('kept')
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
