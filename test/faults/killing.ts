import { setTimeout as pause } from 'node:timers/promises'
import { brokenIn, newDesks } from './folders.ts'
import { launch, type Line } from './launching.ts'
import { promisesIn } from './ledger.ts'
import type { Mutant } from './mutants.ts'
import { randomFrom } from './random.ts'
import { remainsOf } from './remains.ts'

export type Plan = { seed: string; desks: number; lives: number; mutant?: Mutant }
/** `kills`: of desks that had at least begun to open; `deeds`: the acknowledged ones. */
export type Outcome = { kills: number; deeds: number; broken: string[] }

const MOST = 25 // answers, and then
const LONGEST = 60 // milliseconds until the desks are killed
const EARLY = 5 // one life in so many ends while desks are still opening

/**
 * Lets several desks work in one process, kills it, and starts it again on what it left: so many lives. What was
 * acknowledged is written down here, outside of it, and compared after each death and after the last recovery.
 */
export async function killAgainAndAgain({ seed, desks, lives, mutant }: Plan): Promise<Outcome> {
  const random = randomFrom(seed)
  const folders = await newDesks(desks)
  const ledgers: Line[][] = folders.map(() => [])
  const broken: string[] = []
  for (let life = 0; life < lives && broken.length === 0; life++) {
    const before = ledgers.map(({ length }) => length)
    const args = [`${seed} ${life}`, '1000', ...folders]
    const early = random.below(EARLY) === 0
    const after = early
      ? { phase: 'opening', times: random.below(desks) }
      : { phase: 'done', times: random.below(MOST) }
    await live({ args, mutant, ledgers, after, wait: random.below(LONGEST) })
    for (const [i, folder] of folders.entries()) broken.push(...sinceLast(folder, ledgers[i] ?? [], before[i] ?? 0))
  }
  if (broken.length === 0) broken.push(...(await brokenIn(folders, ledgers, { mutant })).flat())
  const counted = (wanted: string) => ledgers.flat().filter(({ phase }) => phase === wanted).length
  return { kills: counted('opening'), deeds: counted('done'), broken }
}

type Life = {
  args: string[]
  mutant: Mutant | undefined
  ledgers: Line[][]
  /** How many lines of which kind are heard before it is killed, and how many milliseconds it has after them. */
  after: { phase: string; times: number }
  wait: number
}

async function live({ args, mutant, ledgers, after, wait }: Life): Promise<void> {
  let left = after.times
  const { child, ended } = launch('working', {
    args,
    mutant,
    hear(line) {
      const { desk, phase } = line
      for (const ledger of typeof desk === 'number' ? [ledgers[desk]] : ledgers) ledger?.push(line)
      if (phase === after.phase && left-- === 0) void pause(wait).then(() => child.kill('SIGKILL'))
    },
  })
  const { signal, complaint } = await ended
  if (signal !== 'SIGKILL') throw new Error(`the desks ended by themselves: ${complaint}`)
}

/** What a desk said to be destroyed must be on no disk when it dies, not only after it has recovered. */
function sinceLast(folder: string, ledger: Line[], before: number): string[] {
  const lines = ledger.slice(before)
  const late = lines.filter(({ deed, whole }) => deed === 'destroy' && whole === false)
  const remains = remainsOf(folder, promisesIn(ledger), promisesIn(lines).destroyed)
  return [...late.map(({ id }) => `${String(id)} was not destroyed at once`), ...remains]
}
