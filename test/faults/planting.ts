// Loaded before a program (--import): plants the fault that MUTANT names, and ends the process at the step that FAULT
// names: `destroy.key` the first time, `destroy.key#3` the third. STEPS has every step told.
import { subscribe } from 'node:diagnostics_channel'
import { writeSync } from 'node:fs'
import { enableCompileCache, registerHooks } from 'node:module'
import { planted } from './mutants.ts'

const { MUTANT, FAULT, STEPS } = process.env

enableCompileCache()
registerHooks({
  // The same package in one format or the other: this one is loaded in a fifth of the time.
  resolve: (name, context, next) =>
    name.startsWith('drizzle-orm') ? next(name, { ...context, conditions: ['node', 'require'] }) : next(name, context),
  load(url, context, next) {
    const loaded = next(url, context)
    if (!MUTANT || !loaded.source) return loaded
    const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
    return { ...loaded, source: planted(MUTANT, url, source) }
  },
})

if (STEPS) subscribe('guichet:step', (step) => void writeSync(1, `${JSON.stringify({ step })}\n`))

if (FAULT) {
  const [step = '', count = '1'] = FAULT.split('#')
  let left = Number(count)
  subscribe('guichet:step', (reached) => {
    if (reached === step && --left === 0) process.kill(process.pid, 'SIGKILL')
  })
}
