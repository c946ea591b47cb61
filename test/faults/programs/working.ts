// Desks at work until somebody ends them: deeds in two lanes each, as a seed says, every answer told at once. A folder
// without a desk gets one.
// Usage: node working.ts SEED DEEDS FOLDER…
import { asc, eq } from 'drizzle-orm'
import { documents } from '../../../server/db/vault-schema.ts'
import { deeds, type At } from '../deeds.ts'
import { openIn, personOf, populate, ticketsOf } from '../desks.ts'
import { randomFrom, type Random } from '../random.ts'
import { tapWraps } from '../tapping.ts'
import { tell } from '../telling.ts'

const LANES = 2
const USUAL = ['store', 'store', 'store', 'store', 'destroy', 'destroy', 'destroy', 'reply', 'switch'] as const
const CHOICES = [...USUAL, ...USUAL, 'rotate'] as const

const [seed = '', count = '', ...folders] = process.argv.slice(2)
tapWraps(tell)

async function work(at: At, lane: number, busy: Set<string>): Promise<void> {
  const random = randomFrom(`${seed} ${at.index} ${lane}`)
  const { id = '' } = (await ticketsOf(at.desk, at.owner))[lane] ?? {}
  for (let done = 0; done < Number(count); done++) {
    const choice = random.oneOf(CHOICES)
    if (choice === 'store') await deeds.store(at, id, random.bytes(sizeBy(random)))
    else if (choice === 'destroy') await destroyOne(at, random, busy)
    else await deeds[choice](at, id)
  }
}

const sizeBy = (random: Random): number => 1 + random.below(random.below(4) === 0 ? 150_000 : 3_000)

async function destroyOne(at: At, random: Random, busy: Set<string>): Promise<void> {
  const rows = await at.desk.db
    .select({ id: documents.id })
    .from(documents)
    .where(eq(documents.state, 'stored'))
    .orderBy(asc(documents.slip))
  const free = rows.filter(({ id }) => !busy.has(id))
  if (free.length === 0) return
  const { id } = random.oneOf(free)
  busy.add(id)
  await deeds.destroy(at, id)
}

const all: At[] = []
for (const [index, folder] of folders.entries()) {
  tell({ desk: index, phase: 'opening' })
  const desk = await openIn(folder)
  await populate(desk)
  all.push({ desk, index, owner: await personOf(desk, 'ann') })
}
await Promise.all(
  all.flatMap((at) => {
    const busy = new Set<string>()
    return Array.from({ length: LANES }, (_, lane) => work(at, lane, busy))
  }),
)
process.exit(0)
