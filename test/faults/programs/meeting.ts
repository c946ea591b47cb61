// The same is destroyed several times at once, while keys turn and the timetable sweeps. Usage: node meeting.ts FOLDER
// ROUNDS SEED. Says in one line what does not hold.
import { eq } from 'drizzle-orm'
import { people } from '../../../server/db/schema.ts'
import { destroyDocument } from '../../../server/documents/destroying.ts'
import { resumeDestructions } from '../../../server/documents/recovering.ts'
import { rotateKeys } from '../../../server/documents/rotating.ts'
import { DAY, after } from '../../../server/clock.ts'
import { sweep } from '../../../server/timetable.ts'
import { brokenPromises } from '../comparing.ts'
import { deeds } from '../deeds.ts'
import { newCustomer, openIn, personOf, ticketsOf } from '../desks.ts'
import type { Line } from '../launching.ts'
import { promisesIn } from '../ledger.ts'
import { randomFrom } from '../random.ts'
import { remainsOf } from '../remains.ts'
import { tapWraps } from '../tapping.ts'
import { keepLines } from '../telling.ts'
import { openTicket } from '../../../server/tickets/opening.ts'

const [folder = '', rounds = '', seed = ''] = process.argv.slice(2)
const ledger: Line[] = []
const say = keepLines((line) => ledger.push(line))
tapWraps((line) => ledger.push(line))
const random = randomFrom(seed)
const desk = await openIn(folder)
const ann = { desk, index: 0, owner: await personOf(desk, 'ann') }
const ticketId = (await ticketsOf(desk, ann.owner))[0]?.id ?? ''

for (let round = 0; round < Number(rounds); round++) {
  const [one, two] = [
    await deeds.store(ann, ticketId, random.bytes(500)),
    await deeds.store(ann, ticketId, random.bytes(500)),
  ]
  const meets: (() => Promise<unknown>)[] = [
    () => deeds.destroy(ann, one),
    () => deeds.destroy(ann, one),
    () => destroyDocument(desk, null, one, 'administrator'),
    () => deeds.destroy(ann, two),
    () => rotateKeys(desk, null),
    () => rotateKeys(desk, null),
    () => resumeDestructions(desk),
    () => resumeDestructions(desk),
  ]
  const order = meets.map((meet) => ({ meet, at: random.below(1000) })).sort((a, b) => a.at - b.at)
  await Promise.all(order.map(({ meet }) => meet()))
}

// Somebody whose rights ended long ago, and two sweepers that find it at the same time.
const carl = { desk, index: 0, owner: await newCustomer(desk) }
const form = { subject: 'Expired', body: 'Expired', category: 'mail', visibility: 'private' } as const
const { id } = await openTicket(desk, carl.owner, form, [])
for (let i = 0; i < 5; i++) await deeds.store(carl, id, random.bytes(500))
await desk.db.transaction(async (tx) => {
  const rightsEndAt = after(desk.clock.now(), -2 * DAY)
  await tx.update(people).set({ rightsEndAt }).where(eq(people.id, carl.owner.id))
})
ledger.push({ deed: 'close', phase: 'begun', owner: carl.owner.id })
await Promise.all([sweep(desk), sweep(desk)])
ledger.push({ deed: 'close', phase: 'done', owner: carl.owner.id })
await rotateKeys(desk, null)
await desk.close()

const promises = promisesIn(ledger)
const broken = await brokenPromises(folder, promises)
say({ broken: [...broken, ...remainsOf(folder, promises, promises.destroyed)], destroyed: promises.destroyed.size })
