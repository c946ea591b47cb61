import { setTimeout as pause } from 'node:timers/promises'
import { brokenIn, newDesks } from './folders.ts'
import { launch, type Line } from './launching.ts'
import { promisesIn } from './ledger.ts'
import type { Mutant } from './mutants.ts'
import { randomFrom } from './random.ts'
import { remainsOf } from './remains.ts'

export type Plan = { seed: string; desks: number; lives: number; mutant?: Mutant }
export type Outcome = { deeds: number; broken: string[] }

const LONGEST = 60 // milliseconds of work before a desk is killed
const EARLY = 5 // one life in so many ends while the desks are still opening

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
    const early = random.below(EARLY) === 0
    const before = ledgers.map(({ length }) => length)
    const args = [`${seed} ${life}`, '1000', ...folders]
    await live({ args, mutant, early, wait: random.below(LONGEST), desks, ledgers })
    for (const [i, folder] of folders.entries()) broken.push(...sinceLast(folder, ledgers[i] ?? [], before[i] ?? 0))
  }
  if (broken.length === 0) broken.push(...(await brokenIn(folders, ledgers, { mutant })).flat())
  return { deeds: ledgers.flat().filter(({ phase }) => phase === 'done').length, broken }
}

type Life = {
  args: string[]
  mutant: Mutant | undefined
  early: boolean
  wait: number
  desks: number
  ledgers: Line[][]
}

async function live({ args, mutant, early, wait, desks, ledgers }: Life): Promise<void> {
  let open = 0
  const { child, ended } = launch('working', {
    args,
    mutant,
    hear(line) {
      const { desk, phase } = line
      for (const ledger of typeof desk === 'number' ? [ledgers[desk]] : ledgers) ledger?.push(line)
      if (phase === 'open') open++
      if (phase === (early ? 'opening' : 'open') && (early || open === desks))
        void pause(wait).then(() => child.kill('SIGKILL'))
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
