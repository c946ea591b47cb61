// What is being written is looked at by the desk, which keeps nothing of it. This is advice: it never holds a form back,
// and what is sent is looked at again.
const PAUSE = 600 // milliseconds without a key
const FIELDS = ['_csrf', 'key', 'visibility', 'subject', 'body']

let timer
const asked = new WeakMap()

/** Forms marked `data-guard` (with the number of their ticket) say what should rather lie in the vault. */
export function guardForms() {
  const guarded = ({ target }) => (target.form?.matches('[data-guard]') ? target.form : null)
  document.addEventListener('input', (event) => {
    const form = guarded(event)
    if (!form || event.target.type === 'file') return
    clearTimeout(timer)
    timer = setTimeout(() => void look(form), PAUSE)
  })
  // On the way to the button: it is asked at once, and nobody waits for the answer.
  document.addEventListener('change', (event) => {
    const form = guarded(event)
    if (form && FIELDS.includes(event.target.name)) void look(form)
  })
}

async function look(form) {
  clearTimeout(timer)
  const region = regionOf(form)
  const typed = new FormData(form)
  const body = new URLSearchParams(FIELDS.filter((name) => typed.has(name)).map((name) => [name, typed.get(name)]))
  body.set('ticket', form.dataset.guard)
  const question = String(body)
  if (question === asked.get(form)) return
  asked.set(form, question)
  const answer = await fetch('/tickets/check', { method: 'POST', body, redirect: 'manual' }).catch(() => null)
  if (!answer?.ok || asked.get(form) !== question) return
  advise(form, region, await answer.json())
}

/** Where the advice stands: there before it speaks, so that a screen reader hears it. */
function regionOf(form) {
  const there = form.querySelector('[data-advice]')
  if (there) return there
  const region = document.createElement('div')
  region.className = 'stack tight'
  region.dataset.advice = ''
  region.setAttribute('role', 'status')
  form.querySelector('textarea[name="body"]').closest('.field').after(region)
  return region
}

function advise(form, region, { advice, ...words }) {
  const marks = advice.map(({ mark }) => mark)
  for (const field of form.querySelectorAll('[data-accepted]'))
    if (!marks.includes(field.dataset.accepted)) field.remove()
  // What the form asks about already is not said twice.
  const fresh = advice.filter(({ mark }) => !form.querySelector(`[name="finding-${mark}"]:not([data-accepted])`))
  region.replaceChildren(...fresh.map((one) => lineOf(form, one, words)))
}

function lineOf(form, { mark, says, vault }, words) {
  const line = document.createElement('p')
  line.className = 'notice advice'
  const text = document.createElement('span')
  line.append(text)
  if (!vault) {
    text.textContent = says
    return line
  }
  const button = document.createElement('button')
  button.type = 'button'
  text.id = `advice-${mark}`
  button.setAttribute('aria-describedby', text.id)
  line.append(' ', button)
  const accepted = () => form.querySelector(`[data-accepted="${mark}"]`)
  const draw = () => {
    text.textContent = accepted() ? words.accepted : says
    button.textContent = accepted() ? words.undo : words.accept
  }
  button.addEventListener('click', () => {
    if (accepted()) accepted().remove()
    else form.append(acceptance(mark))
    draw()
  })
  draw()
  return line
}

/** The decision as the server reads it. */
function acceptance(mark) {
  const field = document.createElement('input')
  field.type = 'hidden'
  field.name = `finding-${mark}`
  field.value = 'vault'
  field.dataset.accepted = mark
  return field
}
