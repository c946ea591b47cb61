// A desk on a disk that is full. Usage: node filling.ts FOLDER, where a small disk is mounted.
// Says in one line what does not hold.
import { closeSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { documents } from '../../../server/db/vault-schema.ts'
import { brokenPromises, contentOf } from '../comparing.ts'
import { deeds } from '../deeds.ts'
import { openIn, personOf, populate, settingsIn, ticketsOf } from '../desks.ts'
import type { Line } from '../launching.ts'
import { promisesIn } from '../ledger.ts'
import { remainsOf } from '../remains.ts'
import { tapWraps } from '../tapping.ts'
import { keepLines } from '../telling.ts'

const [folder = ''] = process.argv.slice(2)
const broken: string[] = []
const ledger: Line[] = []
const say = keepLines((line) => ledger.push(line))
tapWraps((line) => ledger.push(line))
const expect = (what: string, holds: boolean): void => void (holds || broken.push(what))

const desk = await openIn(folder)
await populate(desk)
const at = { desk, index: 0, owner: await personOf(desk, 'ann') }
const ticketId = (await ticketsOf(desk, at.owner))[0]?.id ?? ''
const doomed = await deeds.store(at, ticketId, Buffer.alloc(30_000, 'doomed'))
const kept = await deeds.store(at, ticketId, Buffer.alloc(30_000, 'kept'))

const filler = join(folder, 'filler')
fill()
const refused = await deeds.store(at, ticketId, Buffer.alloc(200_000, 'too much')).then(() => null, String)
expect('an upload that does not fit is refused', refused !== null)
expect(`it is refused for want of room, and not with: ${refused}`, /full|ENOSPC/.test(refused ?? ''))
expect('nothing of it is left', (await desk.db.$count(documents)) === 2)
expect('no part of it is left', readdirSync(join(settingsIn(folder).vaultDir, 'incoming')).length === 0)
const row = (await desk.db.select().from(documents)).find(({ id }) => id === kept)
expect('what is stored can be read', row !== undefined && (await contentOf(desk, row).catch(() => '')).length === 64)
fill()
await deeds.destroy(at, doomed).catch((error: unknown) => broken.push(`a destruction is refused: ${String(error)}`))
expect('what is destroyed is gone', promisesIn(ledger).destroyed.has(doomed))
rmSync(filler)
await deeds.store(at, ticketId, Buffer.alloc(200_000, 'there is room')).catch((error) => broken.push(String(error)))
await deeds.destroy(at, kept)
await desk.close()

const promises = promisesIn(ledger)
broken.push(...(await brokenPromises(folder, promises)), ...remainsOf(folder, promises, promises.destroyed))
say({ broken })

/** To the last byte. */
function fill(): void {
  const file = openSync(filler, 'a')
  for (let size = 64 * 1024; size >= 1; size /= 2) {
    const block = Buffer.alloc(size, 1)
    try {
      while (writeSync(file, block) === size);
    } catch {
      // no room for so much; less may still fit
    }
  }
  closeSync(file)
}
