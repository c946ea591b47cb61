// The browser computes the SHA-256 of what it sends, and holds what the desk says it has sealed against it.

/** Web Crypto takes a file in one piece; a larger one is read bit by bit by a slower program. */
const MOST_AT_ONCE = 64 * 1024 * 1024

/** Shows the SHA-256 of every document that is chosen, and compares what was sealed on the way to this page. */
export function watchDocuments() {
  document.addEventListener('change', ({ target }) => {
    if (target.matches('[data-uploads] input[type="file"]')) list(target)
  })
  document.addEventListener('reset', ({ target }) => {
    for (const chosen of target.querySelectorAll('[data-chosen]')) chosen.hidden = true
  })
  void compareCarried()
}

function list(input) {
  const { computing } = input.closest('[data-uploads]').dataset
  const chosen = input.parentElement.querySelector('[data-chosen]')
  chosen.hidden = input.files.length === 0
  chosen.replaceChildren(
    ...[...input.files].map((file) => {
      const [line, sum] = [document.createElement('li'), document.createElement('code')]
      sum.className = 'digest'
      sum.textContent = computing
      line.append(file.name, ' ', sum)
      void sumOf(file).then((sha256) => (sum.textContent = sha256 ?? ''))
      return line
    }),
  )
}

const sums = new WeakMap()
let before = Promise.resolve()

/** The SHA-256 of a file in hex, or null where it cannot be had. One after the other: each is whole in memory. */
function sumOf(file) {
  if (!sums.has(file)) sums.set(file, (before = before.then(() => compute(file))))
  return sums.get(file)
}

async function compute(file) {
  try {
    // A page that came without https has no Web Crypto.
    const atOnce = file.size <= MOST_AT_ONCE && crypto.subtle
    const sum = atOnce ? await crypto.subtle.digest('SHA-256', await file.arrayBuffer()) : await bitByBit(file)
    return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  } catch {
    return null // the file was moved or changed; then it is not sent either
  }
}

async function bitByBit(file) {
  const { sha256 } = await import('/assets/hashes/sha2.js')
  const hash = sha256.create()
  const reader = file.stream().getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) hash.update(read.value)
  return hash.digest()
}

/** What a form is about to send, and which slips are on the page already. Its sums are ready when the answer comes. */
export function chosenIn(form) {
  const files = [...form.querySelectorAll('[data-uploads] input[type="file"]')].flatMap((input) => [...input.files])
  const { same, differs } = form.querySelector('[data-uploads]')?.dataset ?? {}
  const all = files.map(async (file) => ({ name: file.name, sha256: await sumOf(file) }))
  return { same, differs, known: slips().map(({ dataset }) => dataset.slip), sums: Promise.all(all) }
}

const slips = () => [...document.querySelectorAll('[data-digest]')]

/** Compares with what the page now says was sealed. A document that is missing there is told of when it ought to be. */
export async function compare(chosen, { complete }) {
  const fresh = slips().filter(({ dataset }) => !chosen.known.includes(dataset.slip))
  const computed = (await chosen.sums).filter(({ sha256 }) => sha256)
  for (const { name, sha256 } of computed) {
    // The latest first: an older slip may hold the same content.
    const slip = fresh.findLast(({ dataset }) => dataset.digest === sha256 && !agreed.has(dataset.slip))?.dataset.slip
    if (slip) agree(slip, chosen.same)
    else if (complete) warn(chosen.differs.replace('{name}', name).replace('{sha256}', sha256))
  }
}

const agreed = new Map()

function agree(slip, words) {
  if (agreed.size === 0) new MutationObserver(mark).observe(document.body, { childList: true, subtree: true })
  agreed.set(slip, words)
  mark()
  const said = document.querySelector('[data-said]')
  if (said) said.textContent = words
}

/** Slips are drawn anew whenever something happens on the ticket; what was found stays with them. */
function mark() {
  for (const shown of slips()) {
    const words = agreed.get(shown.dataset.slip)
    if (!words || shown.querySelector('.same')) continue
    const note = document.createElement('span')
    note.className = 'same'
    note.textContent = words
    shown.append(note)
  }
}

function warn(words) {
  const note = document.createElement('p')
  note.className = 'refused'
  note.setAttribute('role', 'alert')
  note.tabIndex = -1
  note.textContent = words
  document.querySelector('main').prepend(note)
  note.focus()
}

const CARRIED = 'sealed'

/** The answer is another page: what is to be compared goes there, in this tab alone, and is forgotten there. */
export async function carry(chosen, url) {
  const sums = await chosen.sums
  if (sums.length === 0) return
  try {
    sessionStorage.setItem(CARRIED, JSON.stringify({ ...chosen, sums, known: [], path: new URL(url).pathname }))
  } catch {
    // A browser that keeps nothing compares nothing.
  }
}

async function compareCarried() {
  let carried
  try {
    carried = JSON.parse(sessionStorage.getItem(CARRIED))
    sessionStorage.removeItem(CARRIED)
  } catch {
    return
  }
  // Where no digest is shown, as where one signs in again, there is nothing to compare with.
  const shown = carried?.path === location.pathname && document.querySelector('[data-digests]')
  if (shown) await compare(carried, { complete: true })
}
