import { connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { SECOND } from '../clock.ts'

/** What the scanner says of a document, or `away` and why when it could not say. */
export type Verdict = { scan: 'clean' } | { scan: 'infected'; malware: string } | { scan: 'away'; why: string }

/** One document on its way past the scanner. */
export type Scan = {
  /** Passes bytes on, no faster than the scanner takes them. A verdict means that no more of them are wanted. */
  take(bytes: Uint8Array): Promise<Verdict | null>
  /** That was all of it: waits for the verdict. */
  finish(): Promise<Verdict>
  /** Hangs up. */
  end(): void
}

const PATIENCE = 30 * SECOND
/** Nothing is heard while the scanner looks through what it has, which takes a second for so many bytes. */
const LOOKED_THROUGH = 10_000_000
const MOST_AT_ONCE = 64 * 1024
const LONGEST_ANSWER = 1000

/**
 * Begins to scan a document with clamd's INSTREAM (clamd(8)): frames of a u32be length and as many bytes, ended by a
 * length of 0. Never throws: a scanner that is not there, hangs up, talks nonsense or makes no progress for `patience`
 * milliseconds is `away`.
 */
export function startScan(url: string, patience = PATIENCE): Scan {
  const socket = connect(placeOf(url))
  let verdict: Verdict | null = null
  let [sent, whole] = [0, false]
  const heard = answerOf(socket).then((answer) => {
    socket.destroy()
    return (verdict = verdictOf(answer, whole))
  })
  const patiently = async (work: Promise<unknown>, longest = patience): Promise<void> => {
    const timer = setTimeout(() => socket.destroy(new Error('it makes no progress')), longest)
    await work
    clearTimeout(timer)
  }
  // Also called back when the line is cut: then `heard` tells why.
  const send = (bytes: Buffer) => patiently(new Promise<void>((done) => void socket.write(bytes, () => done())))
  socket.write('zINSTREAM\0')
  return {
    async take(bytes) {
      for (let at = 0; at < bytes.length; at += MOST_AT_ONCE)
        if (verdict === null) await send(framed(bytes.subarray(at, at + MOST_AT_ONCE)))
      sent += bytes.length
      return verdict
    },
    async finish() {
      await setImmediate() // what was said before now is heard before now
      whole = true
      await send(framed(new Uint8Array()))
      await patiently(heard, patience + (sent / LOOKED_THROUGH) * SECOND)
      return heard
    },
    end: () => void socket.destroy(),
  }
}

function placeOf(url: string): { path: string } | { host: string; port: number } {
  if (url.startsWith('unix:')) return { path: url.slice('unix:'.length) }
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port) }
}

function framed(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

type Answer = { line: string } | { cut: string }

/** The first line that is said, or why there was none. */
function answerOf(socket: Socket): Promise<Answer> {
  let text = ''
  return new Promise((resolve) => {
    socket.setEncoding('latin1')
    socket.on('data', (part) => {
      text += String(part)
      const end = text.indexOf('\0')
      if (end >= 0) resolve({ line: text.slice(0, end) })
      else if (text.length > LONGEST_ANSWER) resolve({ cut: 'it does not stop talking' })
    })
    socket.on('error', (error) => resolve({ cut: error.message }))
    socket.on('close', () => resolve({ cut: 'it hung up' }))
  })
}

/** `whole`: a document that is praised before it was seen to its end has not been looked at. */
function verdictOf(answer: Answer, whole: boolean): Verdict {
  if ('cut' in answer) return { scan: 'away', why: answer.cut }
  const line = answer.line.replace(/[^\x20-\x7E]/g, '?').slice(0, 200)
  const malware = /^stream: (\S.*) FOUND$/.exec(line)?.[1]
  if (malware !== undefined) return { scan: 'infected', malware }
  return whole && line === 'stream: OK' ? { scan: 'clean' } : { scan: 'away', why: line || 'it said nothing' }
}
