// `npm run faults`: the tests of this folder in their long versions. The last line adds everything up.
import { lineOf } from '../check.ts'
import { runVitest, scratchFolder } from '../runners.ts'

const { DATABASE_URL, ...env } = process.env
const tally = await runVitest('faults', { ...env, FAULTS: 'long', NODE_COMPILE_CACHE: scratchFolder() }, true)
process.stdout.write(`\n${lineOf(tally)}\n`)
process.exitCode = tally.failed === 0 ? 0 : 1
