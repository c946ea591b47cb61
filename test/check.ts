// `npm run check`: everything that can be said about the code without running the desk.
import { run, runVitest, sum, type Outcome, type Tally } from './runners.ts'

type Step = { name: string; run(): Promise<Outcome & Partial<Tally>> }

const command =
  (name: string, ...args: string[]) =>
  () =>
    run(name, args)

const steps: Step[] = [
  { name: 'rules', run: () => runVitest('rules') },
  { name: 'format', run: command('prettier', '--check', '--log-level=warn', '.') },
  { name: 'types', run: command('tsc', '-p', '.') },
  { name: 'lint', run: command('oxlint', '--type-aware', '--deny-warnings') },
  { name: 'unused', run: command('knip', '--no-progress', '--no-config-hints') },
  { name: 'duplicates', run: command('jscpd', '--config', '.jscpd.json', '--exit-code', '1') },
]

/** Runs all checks, two at a time, and says one line about each; what went wrong stands below its line. */
export async function check(): Promise<Tally> {
  const waiting = [...steps]
  const tallies: Tally[] = []
  const work = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) tallies.push(await take(step))
  }
  await Promise.all([work(), work()])
  return sum(tallies)
}

async function take(step: Step): Promise<Tally> {
  const start = performance.now()
  const { code, output, passed, failed, skipped = 0 } = await step.run()
  const tally = { passed: passed ?? (code === 0 ? 1 : 0), failed: failed ?? (code === 0 ? 0 : 1), skipped }
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${step.name.padEnd(11)} ${tally.failed === 0 ? 'ok' : 'failed'}  ${seconds} s`)
  if (tally.failed > 0) console.log(output.trim().replace(/^/gm, '    '))
  return tally
}

/** The line that says how a run went, with nothing else on it. */
export const lineOf = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`

if (import.meta.main) {
  const tally = await check()
  console.log(lineOf(tally))
  process.exitCode = tally.failed === 0 ? 0 : 1
}
