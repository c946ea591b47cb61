// Nudges come over the line; what they are about is fetched like any page.
import { io } from '/assets/socket.io/socket.io.esm.min.js'
import { fetchPage, parse, refresh } from './parts.js'

const number = Number(document.body.dataset.ticket) || null
// A ticket's page has its conversation; the card of a document watches the ticket that it lies on.
const isCard = document.querySelector('.talk') === null
const queue = document.querySelector('[data-queue]') !== null
let wasCut = false
const socket = io({ transports: ['websocket', 'polling'] })

socket.on('connect', () => {
  if (queue) socket.emit('watch', { queue: true })
  if (!number) return
  socket.emit('watch', { ticket: number }, (answer) => {
    document.body.dataset.live = answer.ok ? 'on' : 'off'
    // Whatever was missed while the line was cut comes now: by the id of the last reply that is on the page, or, after a
    // cut, all anew, since what was said before may be covered by now.
    if (answer.ok) later(wasCut ? reload : catchUp)
    else if (!isCard) gone()
    wasCut = true
  })
})
socket.on('disconnect', () => {
  document.body.dataset.live = 'off'
})

socket.on('reply', ({ ticket }) => ticket === number && later(catchUp))
socket.on('ticket', ({ ticket }) => ticket === number && later(reload))
socket.on('document', ({ ticket }) => ticket === number && later(reload))
socket.on('gone', ({ ticket }) => ticket === number && gone())
socket.on('queue', () => later(reloadQueue))
socket.on('presence', ({ ticket, viewing, typing }) => {
  if (ticket !== number) return
  const line = document.querySelector('[data-presence]')
  if (!line) return
  const say = (names, words) => (names.length ? words.replace('{names}', names.join(', ')) : '')
  const { viewing: reading, typing: writing } = line.dataset
  line.textContent = say(typing, writing) || say(viewing, reading)
})

// Several nudges in a row are one fetch; a fetch that is under way is followed by one more.
const waiting = new Map()
function later(work) {
  const state = waiting.get(work)
  if (state) return void (state.again = true)
  const mine = { again: false }
  waiting.set(work, mine)
  void Promise.resolve(work()).finally(() => {
    waiting.delete(work)
    if (mine.again) later(work)
  })
}

async function catchUp() {
  if (isCard) return reload()
  const talk = document.querySelector('.talk')
  const answer = await fetch(`/tickets/${number}/replies?after=${talk.dataset.last ?? ''}`)
  if (answer.status === 404) return gone()
  if (!answer.ok) return
  for (const reply of parse(await answer.text()).body.children) {
    if (document.getElementById(reply.id)) continue
    talk.append(document.adoptNode(reply))
    talk.dataset.last = reply.id
  }
}

async function reload() {
  const card = location.pathname.split('/').slice(0, 3).join('/') // a refused form may be the page
  const page = await fetchPage(isCard ? card : `/tickets/${number}`)
  if (!page) return gone()
  document.title = page.title
  refresh(page)
}

async function reloadQueue() {
  const page = await fetchPage(location.pathname + location.search)
  if (!page) return
  for (const name of ['views', 'queue']) {
    const [old, fresh] = [document.querySelector(`[data-part="${name}"]`), page.querySelector(`[data-part="${name}"]`)]
    if (old && fresh && !old.contains(document.activeElement)) old.replaceWith(fresh)
  }
}

/** The shutter is down: nothing of the ticket stays on the page but what the reader was writing. */
function gone() {
  const written = document.querySelector('.composer textarea')?.value ?? ''
  const main = document.querySelector('main')
  const words = document.querySelector('[data-gone]')?.dataset.gone ?? ''
  for (const part of document.querySelectorAll('body > .band')) part.remove()
  const note = document.createElement('p')
  note.className = 'notice'
  note.setAttribute('role', 'alert')
  note.textContent = words
  const kept = document.createElement('textarea')
  kept.readOnly = true
  kept.rows = 8
  kept.value = written
  kept.setAttribute('aria-label', document.body.dataset.words ?? '')
  main.replaceChildren(note, ...(written ? [kept] : []))
  document.title = 'Guichet'
  socket.disconnect()
}

// Writing is told at most every two seconds.
let told = -Infinity
document.addEventListener('input', (event) => {
  if (!event.target.closest?.('[data-typing]') || !event.target.matches('textarea')) return
  if (document.body.dataset.live !== 'on' || performance.now() - told < 2000) return
  told = performance.now()
  socket.emit('typing', { ticket: number })
})

// A page that comes back from the browser's memory may be out of sight since: nobody reads it before it was looked at
// again. What was being written in it stays.
addEventListener('pageshow', (event) => {
  if (!event.persisted) return
  const main = document.querySelector('main')
  if (!number || isCard) return void location.reload()
  main.hidden = true
  reload().then(
    () => (main.hidden = false),
    () => location.reload(),
  )
})
