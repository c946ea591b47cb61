import { writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, totalmem } from 'node:os'

/** One thing that was measured. Machines differ, so what counts is a ratio of two things measured in the same run. */
export type Line = { name: string; ratio: number | null; words: string; facts: Record<string, unknown> }

export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** What so many per cent of the values do not exceed. */
export const percentile = (values: number[], percent: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil((values.length * percent) / 100) - 1] ?? 0

const shown = (ratio: number | null): string => (ratio === null ? '' : ratio.toPrecision(2))

/** The table that is printed. */
export function table(lines: Line[]): string {
  const rows = [{ name: 'measured', ratio: 'ratio', words: 'what it says' }].concat(
    lines.map(({ name, ratio, words }) => ({ name, ratio: shown(ratio), words })),
  )
  const width = (column: 'name' | 'ratio') => Math.max(...rows.map((row) => row[column].length))
  const [names, ratios] = [width('name'), width('ratio')]
  return rows.map(({ name, ratio, words }) => `${name.padEnd(names)}  ${ratio.padStart(ratios)}  ${words}`).join('\n')
}

/** Writes bench/results.json: every figure, and the machine that they are from. */
export async function keepResults(lines: Line[]): Promise<void> {
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    memoryMiB: Math.round(totalmem() / 1024 ** 2),
  }
  const results = { at: new Date().toISOString(), machine, lines }
  await writeFile(new URL('results.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`)
}
