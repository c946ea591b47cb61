// Lets the power fail at many moments of a traced run, and opens the desk on what its disk may then hold.
// Usage: node replaying.ts TRACE FOLDER BEFORE STATES SEED PLACE; FOLDER is where the desk
// worked, BEFORE a copy from before; PLACE is where the states are laid out.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { brokenPromises } from '../comparing.ts'
import { apply, crash, diskOf } from '../disk.ts'
import type { Line } from '../launching.ts'
import { promisesIn } from '../ledger.ts'
import { randomFrom } from '../random.ts'
import { remainsOf } from '../remains.ts'
import { tell } from '../telling.ts'
import { callsIn, type Call } from '../tracing.ts'

const [trace = '', folder = '', before = '', states = '', seed = '', place = ''] = process.argv.slice(2)
const random = randomFrom(seed)
const calls = callsIn(trace)
const isSaid = ({ name, numbers }: Call): boolean => name === 'write' && numbers[0] === 1
const said = calls.flatMap((call, i) => (isSaid(call) ? [i] : []))
const from = said[0] ?? 0
// Half of the moments are just after something was promised.
const moments = Array.from({ length: Number(states) }, (_, i) =>
  i % 2 === 0 ? random.oneOf(said) : from + random.below(calls.length - from),
)
const times = Map.groupBy(moments, (moment) => moment)

const disk = diskOf(folder, before)
const ledger: Line[] = []
let words = ''
for (const [i, call] of calls.entries()) {
  if (isSaid(call)) hear(call)
  else apply(disk, call)
  for (let due = times.get(i)?.length ?? 0; due > 0; due--) await fail(i)
}

function hear({ strings, answer }: Call): void {
  const lines = (words + String(strings[0]?.subarray(0, answer))).split('\n')
  words = lines.pop() ?? ''
  for (const line of lines) ledger.push(JSON.parse(line) as Line)
}

async function fail(moment: number): Promise<void> {
  const fallen = mkdtempSync(join(place, 'desk-power-'))
  try {
    crash(disk, fallen, random)
    const promises = promisesIn(ledger)
    const broken = await brokenPromises(fallen, promises)
    broken.push(...remainsOf(fallen, promises, promises.destroyed))
    tell({ moment, of: calls.length, promised: promises.stored.size + promises.destroyed.size, broken })
  } finally {
    rmSync(fallen, { recursive: true, force: true })
  }
}
