// Customers close their account while an upload of theirs arrives. Usage: node leaving.ts FOLDER ROUNDS SEED
// Says in one line what does not hold.
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { and, eq, ne } from 'drizzle-orm'
import { documents } from '../../../server/db/vault-schema.ts'
import { sealUpload } from '../../../server/documents/storing.ts'
import { closeAccount } from '../../../server/leaving/closing.ts'
import { Conflict, RightsEnded } from '../../../server/problems.ts'
import { openTicket } from '../../../server/tickets/opening.ts'
import { openLimits } from '../../../server/web/limits.ts'
import { PASSWORD } from '../../support/cast.ts'
import { newCustomer, openIn } from '../desks.ts'
import { randomFrom } from '../random.ts'
import { tell } from '../telling.ts'

const PIECES = 20
const AT_ONCE = 5

const [folder = '', rounds = '', seed = ''] = process.argv.slice(2)
const random = randomFrom(seed)
const desk = await openIn(folder)
const limits = openLimits(desk.db)
const broken: string[] = []
const ends = { stored: 0, refused: 0 }

async function* arriving(wait: number): AsyncGenerator<Buffer> {
  for (let i = 0; i < PIECES; i++) {
    await pause(wait)
    yield Buffer.alloc(10_000, i)
  }
}

async function round(): Promise<void> {
  const owner = await newCustomer(desk)
  const [wait, before] = [random.below(8), random.below(150)]
  const upload = async () => {
    const bringing = { accountId: owner.id, storedById: owner.id, kind: 'file' as const }
    const file = { name: 'late.bin', type: 'application/octet-stream' }
    const { id } = await sealUpload(desk, bringing, file, Readable.from(arriving(wait)))
    const form = { subject: 'Late', body: 'Late', category: 'mail', visibility: 'private' } as const
    await openTicket(desk, owner, form, [id])
  }
  const [uploaded, closed] = await Promise.allSettled([
    upload(),
    pause(before).then(() => closeAccount(desk, limits, owner, { password: PASSWORD, code: '' })),
  ])
  if (closed.status === 'rejected') broken.push(`an account was not closed: ${String(closed.reason)}`)
  if (uploaded.status === 'fulfilled') ends.stored++
  else if (uploaded.reason instanceof Conflict || uploaded.reason instanceof RightsEnded) ends.refused++
  else broken.push(`an upload ended with ${String(uploaded.reason)}`)
  const left = await desk.db.$count(documents, and(eq(documents.accountId, owner.id), ne(documents.state, 'destroyed')))
  if (left > 0) broken.push(`${owner.id} has left and keeps ${left} documents`)
}

for (let done = 0; done < Number(rounds); done += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, round))
const { keys, blobs } = await desk.vault.storedIds()
for (const id of new Set([...keys, ...blobs])) broken.push(`something of ${id} is left`)
if (await desk.vault.clearIncoming()) broken.push('a part is left')
await desk.close()
tell({ broken, ...ends })
