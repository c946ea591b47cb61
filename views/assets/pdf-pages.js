// A PDF, page by page. What reads it is a sandboxed frame, which is given the bytes and can ask for nothing.
const MOST_PAGES = 50
/** A file that keeps the frame busy for longer is not waited for, in milliseconds. */
const PATIENCE = 30_000
const ZOOMS = [1, 1.5, 2, 3]
/** Marks and ticks: the frame fetches letters as fonts, but these it has to read. */
const FONTS = ['FoxitSymbol.pfb', 'FoxitDingbats.pfb']

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name])
const within = (number, least, most) => Math.min(most, Math.max(least, number))
const isOwn = (form) => form.method === 'get'
const next = (target, event) => new Promise((resolve) => target.addEventListener(event, resolve, { once: true }))

/** Offers to show the PDF as soon as a frame is there that can. Its owner, who may look as often, need not ask at first. */
export async function offerPages(box) {
  const form = box.querySelector('[data-show]')
  form.addEventListener('submit', (event) => event.preventDefault())
  let first = true
  do {
    const view = await openFrame(box)
    form.hidden = false
    const asked = next(form, 'submit')
    if (first && isOwn(form)) form.requestSubmit()
    await asked
    first = false
    await show(box, form, view)
  } while (isOwn(form))
}

/** A frame that is ready to draw, and the line on which it is told what. */
async function openFrame(box) {
  const fonts = Object.fromEntries(await Promise.all(FONTS.map(fontOf)))
  const frame = box.querySelector('template').content.firstElementChild.cloneNode(true)
  const loaded = next(frame, 'load')
  box.querySelector('.viewer').prepend(frame)
  await loaded
  const { port1: port, port2 } = new MessageChannel()
  const ready = next(port, 'message')
  port.start()
  frame.contentWindow.postMessage(null, '*', [port2]) // it has no origin to be named by
  await ready
  return { frame, port, fonts }
}

/** From the press of the button until it is closed, and whatever came between. */
async function show(box, form, { frame, port, fonts }) {
  const [pane, told] = [box.querySelector('[data-pane]'), box.querySelector('[data-told]')]
  const pressed = form.contains(document.activeElement)
  form.hidden = true
  told.textContent = box.dataset.opening
  try {
    const bytes = await bytesFrom(form, box.dataset)
    pane.hidden = false
    if (pressed) pane.focus()
    const mark = [...box.querySelectorAll('.watermark text')].map(({ textContent }) => textContent)
    const language = document.documentElement.lang
    const closed = turnPages(box, port)
    port.postMessage({ bytes, fonts, language, mark }, [bytes])
    told.textContent = await closed
  } catch (problem) {
    told.textContent = problem instanceof Refused ? problem.message : box.dataset.cut
  }
  frame.remove()
  if (pane.contains(document.activeElement)) told.focus()
  pane.hidden = true
}

class Refused extends Error {}

/** The form is sent as it would be without a script: what opens once is used up by it. */
async function bytesFrom(form, { cut }) {
  const body = new URLSearchParams(new FormData(form))
  const answer = await (isOwn(form) ? fetch(`${form.action}?${body}`) : fetch(form.action, { method: 'POST', body }))
  const type = answer.headers.get('content-type') ?? ''
  if (answer.ok && type === 'application/octet-stream') return answer.arrayBuffer()
  throw new Refused(type.startsWith('text/plain') ? await answer.text() : cut)
}

async function fontOf(name) {
  const answer = await fetch(`/assets/pdfjs/${name}`)
  return [name, new Uint8Array(await answer.arrayBuffer())]
}

/** Asks the frame for one page after another until it is closed; answers what is to be said then. */
async function turnPages(box, port) {
  const pane = box.querySelector('[data-pane]')
  const over = new AbortController()
  const { signal } = over
  const view = { box, port, pane, page: 1, zoom: 0, pages: 1, all: 1, most: MOST_PAGES, asked: 0 }
  const closed = new Promise((close) => (view.close = close))
  port.addEventListener('message', ({ data }) => hear(view, data))
  pane.addEventListener('click', ({ target }) => turn(view, target.closest('button')), { signal })
  // A browser may keep the page as it is, to come back to.
  addEventListener('pagehide', () => view.close('closed'), { signal })
  wait(view)
  const why = await closed
  clearTimeout(view.timer)
  over.abort()
  port.close()
  return box.dataset[why]
}

function wait(view) {
  clearTimeout(view.timer)
  view.timer = setTimeout(() => view.close('slow'), PATIENCE)
}

/** What the frame says is believed in nothing but how many pages there are. */
function hear(view, { failed, pages, drawn, asked }) {
  if (failed) return view.close(failed === 'locked' ? 'locked' : 'broken')
  if (pages) {
    Object.assign(view, { all: Number(pages), pages: within(Number(pages), 1, MOST_PAGES) })
    return ask(view)
  }
  if (asked !== view.asked) return // its reader has gone on meanwhile
  clearTimeout(view.timer)
  const { dataset: words } = view.box
  const more = view.all > MOST_PAGES ? ` ${words.most}` : ''
  view.box.querySelector('[data-told]').textContent = fill((drawn ? words.page : words.blank) + more, view)
}

function turn(view, button) {
  if (!button || button.ariaDisabled === 'true') return
  const { turn = 0, zoom = 0, close } = button.dataset
  if (close !== undefined) return view.close('closed')
  view.page += Number(turn)
  view.zoom += Number(zoom)
  ask(view)
}

function ask(view) {
  wait(view)
  view.asked++
  const { box, port, pane, page, zoom, asked } = view
  for (const button of pane.querySelectorAll('[data-turn], [data-zoom]')) {
    button.ariaDisabled = String(leadsNowhere(view, button.dataset)) // it keeps the focus of whoever pressed it
  }
  port.postMessage({ asked, page, zoom: ZOOMS[zoom], label: fill(box.dataset.label, view) })
}

/** A button that turns or zooms beyond either end. */
const leadsNowhere = ({ page, pages, zoom }, { turn, zoom: step }) =>
  turn ? page + Number(turn) < 1 || page + Number(turn) > pages : ZOOMS[zoom + Number(step)] === undefined
