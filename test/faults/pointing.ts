import { brokenIn, newDesks } from './folders.ts'
import { launch, runProgram, type Line } from './launching.ts'
import type { Mutant } from './mutants.ts'

const AT_ONCE = 2

/** Every step that the desk says it takes, by name, and how often, while each kind of deed is done once or more. */
export async function stepsTaken(): Promise<Map<string, number>> {
  const lines = await runProgram('acting', { args: await newDesks(1), env: { STEPS: '1' } })
  const names = lines.flatMap(({ step }) => (typeof step === 'string' ? [step] : []))
  return new Map([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]))
}

type Plan = { faults: string[]; mutant?: Mutant; again?: (fault: string) => boolean }

/**
 * For each fault, such as `destroy.key#2`: a desk that ends there, and, for those to be had `again`, ends there once
 * more while it puts itself in order. Answers by fault which promises are broken then.
 */
export async function killAtSteps({ faults, mutant, again = () => false }: Plan): Promise<Record<string, string[]>> {
  const folders = await newDesks(faults.length)
  const ledgers: Line[][] = faults.map(() => [])
  const waiting = [...faults.entries()]
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [i, fault] = next
      const [folder = '', ledger] = [folders[i], ledgers[i]]
      const env = { FAULT: fault }
      const { ended } = launch('acting', { args: [folder], env, mutant, hear: (line) => ledger?.push(line) })
      const { signal, complaint } = await ended
      if (signal !== 'SIGKILL') throw new Error(`nobody came to ${fault}: ${complaint}`)
      const first = { FAULT: fault.replace(/#.*/, '') }
      if (again(fault)) await launch('working', { args: ['', '0', folder], env: first, mutant }).ended
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return brokenIn(folders, ledgers, { mutant }).then((all) =>
    Object.fromEntries(faults.flatMap((fault, i) => (all[i]?.length ? [[fault, all[i]]] : []))),
  )
}
