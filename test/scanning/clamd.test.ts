import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startScan, type Verdict } from '../../server/scanning/clamd.ts'
import { answers, openFakeClamd, type FakeClamd, type Manner } from './fake-clamd.ts'

/** Shows bytes to the scanner in chunks of this size, and answers what it says. */
async function scanned(url: string, bytes: Buffer, size = 50_000, patience?: number): Promise<Verdict> {
  const scan = startScan(url, patience)
  try {
    for (let at = 0; at < bytes.length; at += size) {
      const verdict = await scan.take(bytes.subarray(at, at + size))
      if (verdict) return verdict
      if (at % 50_000 === 0) await turn() // an upload comes in turns of the event loop
    }
    return await scan.finish()
  } finally {
    scan.end()
  }
}

describe('the scanner’s protocol', () => {
  const folder = mkdtempSync(join(tmpdir(), 'clamd-'))
  let clamd: FakeClamd
  beforeAll(async () => {
    clamd = await openFakeClamd()
  })
  afterAll(async () => {
    await clamd.close()
    rmSync(folder, { recursive: true })
  })

  const whatever = randomBytes(200_000)
  const after = (bytes: number, act: (socket: Socket) => void): Manner => {
    let acted = false
    return (document) => {
      if (acted || document.bytes.length < bytes) return
      acted = true
      act(document.socket)
    }
  }

  it.each([
    [0, 1],
    [1, 1],
    [65_536, 65_536],
    [65_537, 65_537],
    [1_000_000, 1_000_000],
    [1_000_000, 999],
  ])('sends %i bytes in chunks of %i as they are, in frames of at most 64 KiB', async (length, size) => {
    clamd.manner = answers('stream: OK')
    const bytes = randomBytes(length)
    expect(await scanned(clamd.url, bytes, size)).toEqual({ scan: 'clean' })
    expect(clamd.taken.at(-1)?.equals(bytes)).toBe(true)
  })

  it('speaks over a socket in the file system too', async () => {
    const other = await openFakeClamd(join(folder, 'clamd.sock'))
    expect(await scanned(other.url, whatever)).toEqual({ scan: 'clean' })
    other.manner = answers('stream: Test.Signature FOUND')
    expect(await scanned(other.url, whatever)).toEqual({ scan: 'infected', malware: 'Test.Signature' })
    await other.close()
  })

  it.each<[string, Verdict]>([
    ['stream: OK', { scan: 'clean' }],
    ['stream: Win.Test.EICAR_HDB-1 FOUND', { scan: 'infected', malware: 'Win.Test.EICAR_HDB-1' }],
    ['stream: A name with spaces FOUND', { scan: 'infected', malware: 'A name with spaces' }],
    ['stream: \u001b[31mred\u0007 FOUND', { scan: 'infected', malware: '?[31mred?' }],
    ['INSTREAM size limit exceeded. ERROR', { scan: 'away', why: 'INSTREAM size limit exceeded. ERROR' }],
    ["stream: Can't allocate memory ERROR", { scan: 'away', why: "stream: Can't allocate memory ERROR" }],
    ['', { scan: 'away', why: 'it said nothing' }],
    ['stream: OK FOUNDATION', { scan: 'away', why: 'stream: OK FOUNDATION' }],
    ['stream: OK\n', { scan: 'away', why: 'stream: OK?' }],
    ['HTTP/1.1 400 Bad Request', { scan: 'away', why: 'HTTP/1.1 400 Bad Request' }],
    [' OK', { scan: 'away', why: ' OK' }],
  ])('understands %j', async (words, verdict) => {
    clamd.manner = answers(words)
    expect(await scanned(clamd.url, whatever)).toEqual(verdict)
  })

  it('puts an answer together that comes in pieces', async () => {
    clamd.manner = ({ socket, whole }) => {
      if (!whole) return
      socket.setNoDelay(true)
      const pieces = 'stream: Slow.One FOUND\0'.split('')
      const next = () => {
        const piece = pieces.shift()
        if (piece === undefined) socket.end()
        else socket.write(piece, () => setImmediate(next))
      }
      next()
    }
    expect(await scanned(clamd.url, whatever)).toEqual({ scan: 'infected', malware: 'Slow.One' })
  })

  it.each<[string, Manner, RegExp]>([
    ['is reset midway', after(70_000, (socket) => socket.resetAndDestroy()), /ECONNRESET|EPIPE|hung up/],
    ['hangs up midway', after(70_000, (socket) => socket.end()), /ECONNRESET|EPIPE|hung up|ended/],
    [
      'says that this is too large, and hangs up',
      after(70_000, (socket) => socket.end('INSTREAM size limit exceeded. ERROR\0')),
      /size limit exceeded|ECONNRESET|EPIPE/,
    ],
    ['hangs up instead of answering', after(200_000, (socket) => socket.end()), /hung up|ended/],
    ['breaks off in the middle of its answer', after(200_000, (socket) => socket.end('stream: O')), /hung up|ended/],
    ['forgets the end of its answer', after(200_000, (socket) => socket.end('stream: OK')), /hung up|ended/],
    ['talks without end', after(70_000, (socket) => socket.write('x'.repeat(5000))), /stop talking/],
    ['praises what it has not seen', after(70_000, (socket) => socket.end('stream: OK\0')), /stream: OK/],
  ])('takes a scanner that %s for away', async (_, manner, why) => {
    clamd.manner = manner
    const verdict = await scanned(clamd.url, randomBytes(2_000_000))
    expect(verdict).toMatchObject({ scan: 'away', why: expect.stringMatching(why) as string })
  })

  it('believes at once that something is malware', async () => {
    clamd.manner = after(1, (socket) => socket.end('stream: Early.One FOUND\0'))
    expect(await scanned(clamd.url, randomBytes(20_000_000))).toEqual({ scan: 'infected', malware: 'Early.One' })
  })

  it('waits for nobody who is not there', async () => {
    expect(await scanned(`unix:${folder}/nobody.sock`, whatever)).toMatchObject({ scan: 'away' })
    const gone = await openFakeClamd()
    await gone.close()
    expect(await scanned(gone.url, whatever)).toMatchObject({ scan: 'away' })
    expect(await scanned('tcp://name.invalid:3310', whatever)).toMatchObject({ scan: 'away' })
  })

  it('gives a silent scanner up', async () => {
    clamd.manner = () => undefined
    expect(await scanned(clamd.url, whatever, 50_000, 40)).toEqual({ scan: 'away', why: 'it makes no progress' })
  })

  it('is slowed down by a scanner that does not read, and holds nothing back meanwhile', async () => {
    const deaf = createServer((socket) => socket.pause().on('error', () => undefined))
    await once(deaf.listen(0, '127.0.0.1'), 'listening')
    const scan = startScan(`tcp://127.0.0.1:${(deaf.address() as AddressInfo).port}`, 100)
    let [given, verdict] = [0, null as Verdict | null]
    const chunk = Buffer.alloc(1_000_000)
    while (!verdict && given < 500) {
      verdict = await scan.take(chunk)
      given++
    }
    scan.end()
    deaf.close()
    expect(verdict).toEqual({ scan: 'away', why: 'it makes no progress' })
    expect(given).toBeLessThan(50) // no more than the system takes for a line on its way
  })
})
