import './runtime.ts'
import { parseArgs } from 'node:util'
import { commands, type Command, type Outcome } from './cli/commands.ts'
import { readConfig } from './config.ts'
import { Conflict, Invalid } from './problems.ts'
import { whyNot } from './reasons.ts'
import { tell } from './words/words.ts'

const args = process.argv.slice(2)
const asJson = args.includes('--json')

function say({ json, text }: Outcome): void {
  process.stdout.write(asJson ? `${JSON.stringify(json)}\n` : `${text}\n`)
}

/** Ends with a reason: on stderr for people, as the one object on stdout for programs. */
function refuse(reason: string): void {
  if (asJson) say({ json: { error: reason }, text: '' })
  else process.stderr.write(`${reason}\n`)
  process.exitCode = 1
}

function help(): Outcome {
  const list = Object.values(commands).map(({ usage, does }) => ({ usage, does }))
  const lines = list.map(({ usage, does }) => `  ${usage}\n      ${does}`)
  const head = 'npm run desk -- COMMAND [--json]\n\nWith --json every command prints one JSON object.\n\n'
  return { json: { commands: list }, text: head + lines.join('\n') }
}

/** The command that the words name, the longest first, and what follows it. */
function commandIn(words: string[]): { command: Command; rest: string[] } | undefined {
  for (const length of [2, 1]) {
    const command = commands[words.slice(0, length).join(' ')]
    if (command) return { command, rest: words.slice(length) }
  }
  return undefined
}

function givenTo(command: Command, rest: string[]): Record<string, string | boolean | undefined> {
  const options = {
    ...Object.fromEntries((command.takes ?? []).map((name) => [name, { type: 'string' as const }])),
    ...Object.fromEntries((command.switches ?? []).map((name) => [name, { type: 'boolean' as const }])),
  }
  const { argument, usage } = command
  const { values, positionals } = parseArgs({ args: rest, options, allowPositionals: argument !== undefined })
  if (argument === undefined) return values
  if (positionals.length !== 1) throw new Error(`The command is: ${usage}`)
  return { ...values, [argument]: positionals[0] }
}

function reasonOf(problem: unknown): string {
  if (problem instanceof Conflict) return tell('en', problem.why)
  if (problem instanceof Invalid) {
    return Object.entries(problem.fields)
      .map(([field, message]) => `${field}: ${tell('en', message)}`)
      .join('\n')
  }
  return whyNot(problem, 'the address')
}

async function main(): Promise<void> {
  const words = args.filter((word) => word !== '--json')
  if (words.length === 0 || words.includes('--help') || words[0] === 'help') return say(help())
  const named = commandIn(words)
  if (!named) return refuse(`There is no command "${words.join(' ')}"; --help lists them`)
  const given = givenTo(named.command, named.rest)
  const run = await named.command.load()
  const outcome = await run(readConfig(), given, say)
  if (outcome) say(outcome)
  process.exitCode = outcome?.status ?? 0
}

try {
  await main()
} catch (problem) {
  refuse(reasonOf(problem))
}
