/** A text that was shown is hidden again after this long, and when its reader turns to another tab. */
const SHOWN_FOR = 60_000

const timers = new WeakMap()
const kept = new WeakMap()

/** Texts of the vault: none of them is in the page before somebody asks for it, nor after they have looked. */
export function enhanceSecrets() {
  document.documentElement.classList.add('scripted')
  document.addEventListener('submit', (event) => {
    const box = event.target.closest('[data-secret]')
    if (!box) return
    event.preventDefault()
    void asked(box, show)
  })
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-secret] [data-hide], [data-secret] [data-take]')
    if (!button) return
    button.focus() // not every browser does: a page that is refreshed leaves alone where somebody is at work
    const box = button.closest('[data-secret]')
    if (button.matches('[data-hide]')) hide(box)
    else void asked(box, copy)
  })
  const each = (deed) => () => document.querySelectorAll('[data-secret]').forEach(deed)
  document.addEventListener('visibilitychange', () => document.hidden && each(hide)())
  addEventListener('pagehide', each(forget))
}

const areaIn = (box) => box.querySelector('textarea')
const opensOnce = (box) => box.dataset.over !== undefined
const isShown = (box) => !box.querySelector('[data-shown]').hidden
const tell = (box, words) => (box.querySelector('[data-told]').textContent = words ?? '')

/** One at a time: a token opens once, and a second press must not spend what the first one is waiting for. */
async function asked(box, deed) {
  if (box.ariaBusy === 'true') return
  box.ariaBusy = 'true'
  tell(box, '')
  try {
    await deed(box)
  } catch (problem) {
    tell(box, problem instanceof Refused ? problem.message : document.body.dataset.offline)
  } finally {
    box.ariaBusy = 'false'
  }
}

class Refused extends Error {}

async function textOf(box) {
  if (isShown(box)) return areaIn(box).value
  if (kept.has(box)) return kept.get(box)
  const form = box.querySelector('form')
  const post = { method: 'POST', body: new URLSearchParams(new FormData(form)) }
  const answer = await fetch(form.action, form.method === 'post' ? post : {})
  const text = await answer.text()
  if (answer.ok && answer.headers.get('content-type')?.startsWith('text/plain')) return received(box, text)
  const page = new DOMParser().parseFromString(text, 'text/html')
  const why = page.querySelector('main .notice') ?? page.querySelector('main h1 + p')
  throw new Refused(why?.textContent)
}

/** What opens once is kept for its minute, though not in the page: its reader may look at another tab meanwhile. */
function received(box, text) {
  if (opensOnce(box)) kept.set(box, text)
  if (opensOnce(box)) setTimeout(() => forget(box), SHOWN_FOR)
  return text
}

function forget(box) {
  hide(box)
  if (!kept.delete(box)) return
  tell(box, box.dataset.over)
  for (const button of box.querySelectorAll('button')) button.disabled = true
}

const show = async (box) => reveal(box, await textOf(box))

async function copy(box) {
  const text = await textOf(box)
  if (opensOnce(box)) reveal(box, text)
  try {
    await navigator.clipboard.writeText(text)
    tell(box, box.dataset.copied)
  } catch {
    reveal(box, text)
    areaIn(box).select()
    tell(box, box.dataset.uncopied)
  }
}

function reveal(box, text) {
  const area = areaIn(box)
  area.value = text
  area.rows = Math.min(20, Math.max(2, text.split('\n').length))
  dress(box, true)
  area.focus()
  clearTimeout(timers.get(box))
  const timer = setTimeout(() => hide(box), SHOWN_FOR)
  timers.set(box, timer)
}

function hide(box) {
  clearTimeout(timers.get(box))
  if (!isShown(box)) return
  areaIn(box).value = ''
  dress(box, false)
}

function dress(box, shown) {
  box.querySelector('[data-mask]').hidden = shown
  box.querySelector('[data-shown]').hidden = !shown
  box.querySelector('[data-show]').hidden = shown
  box.querySelector('[data-hide]').hidden = !shown
}
