// Documents are destroyed while they are read. Usage: node reading.ts FOLDER ROUNDS SEED
// Says in one line what does not hold.
import { ServerResponse, get, type IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { destroyDocument } from '../../../server/documents/destroying.ts'
import { serve } from '../../../server/open.ts'
import { startSession } from '../../../server/signin/sessions.ts'
import { deeds } from '../deeds.ts'
import { openIn, personOf, ticketsOf } from '../desks.ts'
import { randomFrom, type Random } from '../random.ts'
import { keepLines } from '../telling.ts'

const MiB = 1024 * 1024
const PATIENCE = 2000 // milliseconds from the tombstone to the last byte
const SLOW = 40 // milliseconds between the reads of somebody for whom 9 MiB take longer than that

const [folder = '', rounds = '', seed = ''] = process.argv.slice(2)
const say = keepLines(() => undefined)
const random = randomFrom(seed)
const desk = await openIn(folder)
const served = await serve(desk)
const at = { desk, index: 0, owner: await personOf(desk, 'ann') }
const ticketId = (await ticketsOf(desk, at.owner))[0]?.id ?? ''
const session = await desk.db.transaction((tx) =>
  startSession(tx, { personId: at.owner.id, kind: 'full', userAgent: 'faults', now: desk.clock.now() }),
)
const broken: string[] = []
const ends = { whole: 0, cut: 0, refused: 0 }

/** When the desk last gave a byte of a document to somebody. */
const lastWrites = new Map<string, number>()
const { write } = ServerResponse.prototype
ServerResponse.prototype.write = function (...given: unknown[]) {
  const [, id] = /^\/documents\/(\w+)\/content/.exec(this.req.url ?? '') ?? []
  if (id) lastWrites.set(id, performance.now())
  return (write as (...given: unknown[]) => boolean).apply(this, given)
}

async function read(id: string, wait: number, begun = () => {}): Promise<Buffer | null> {
  const url = `http://127.0.0.1:${desk.config.port}/documents/${id}/content`
  const answer = await new Promise<IncomingMessage | null>((resolve) => {
    // It may be cut before there is an answer.
    get(url, { headers: { cookie: `session=${session}` }, agent: false }, resolve).once('error', () => resolve(null))
  })
  if (answer?.statusCode !== 200) {
    answer?.resume()
    return null
  }
  const pieces: Buffer[] = []
  try {
    for await (const piece of answer) {
      pieces.push(piece as Buffer)
      begun()
      if (wait > 0) await pause(wait)
    }
  } catch {
    // cut off
  }
  return Buffer.concat(pieces)
}

async function round(random: Random, slow: boolean): Promise<void> {
  const large = slow || random.below(5) === 0
  const content = Buffer.alloc((large ? 9 : 2) * MiB, random.bytes(997))
  const id = await deeds.store(at, ticketId, content)
  const begun = Promise.withResolvers<void>()
  const reading = read(id, slow ? SLOW : 0, begun.resolve).finally(begun.resolve)
  if (slow) await begun.promise
  await pause(random.below(slow ? 500 : 60))
  const tombstone = performance.now()
  const whole = await destroyDocument(desk, at.owner, id, 'request')
  if (!whole) broken.push(`${id} was not destroyed at once`)
  const destroyed = performance.now()
  const given = await reading
  if (given === null) ends.refused++
  else if (given.equals(content)) ends.whole++
  else if (given.equals(content.subarray(0, given.length))) ends.cut++
  else broken.push(`${id} was given out wrong`)
  const last = lastWrites.get(id) ?? 0
  if (last > tombstone + PATIENCE) broken.push(`${id} was given out ${Math.round(last - tombstone)} ms later`)
  if (last > destroyed) broken.push(`${id} was given out after it was certified to be destroyed`)
}

await Promise.all([round(random, true), round(random, true)])
for (let done = 2; done < Number(rounds); done++) await round(random, false)
await served.close()
await desk.close()
say({ broken, ...ends })
