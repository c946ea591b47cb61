import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, type Config } from '../config.ts'
import { engine } from '../db/columns.ts'
import { codeOf } from '../vault/problems.ts'
import { openDesk, serve, type OpenDesk } from '../open.ts'
import type { Given, Outcome } from './commands.ts'
import { bringDemoCast, type SignIn } from './demo-cast.ts'
import { fillTickets } from './demo-tickets.ts'

/**
 * Serves a desk that lives in a temporary folder, on the port of the settings or a free one, until it is told to stop;
 * then nothing of it is left.
 */
export async function demo(asked: Config, _: Given, say: (outcome: Outcome) => void): Promise<null> {
  if (engine !== 'sqlite') throw new Error('DATABASE_URL: the demo brings its own database; leave it out')
  const folder = await mkdtemp(join(tmpdir(), 'guichet-demo-'))
  try {
    const desk = await openDesk(demoConfig(asked, join(folder, 'storage')))
    try {
      const { cast, signIns } = await bringDemoCast(desk)
      await fillTickets(desk, cast)
      const served = await serveSomewhere(desk)
      say({ json: { url: desk.config.baseUrl, signIns }, text: wordsFor(desk.config.baseUrl, signIns) })
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
      await served.close()
    } finally {
      await desk.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return null
}

/** Nothing of the real desk's settings but where to listen. */
const demoConfig = ({ host, port }: Config, storageDir: string): Config =>
  readConfig({ HOST: host, PORT: String(port), STORAGE_DIR: storageDir, LOG_LEVEL: 'silent' })

async function serveSomewhere(desk: OpenDesk) {
  try {
    return await serve(desk)
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error
    // A real desk may be running on it; a demo is as good anywhere else.
    desk.config.baseUrl = desk.config.baseUrl.replace(/:\d+$/, ':0')
    desk.config.port = 0
    return serve(desk)
  }
}

function wordsFor(url: string, signIns: SignIn[]): string {
  const lines = signIns.map(
    ({ name, role, email, password, otpSecret }) =>
      `  ${name} (${role})\n      ${email}   ${password}${otpSecret ? `\n      one-time codes: ${otpSecret}` : ''}`,
  )
  return [`A demo desk is open at ${url}`, 'It is gone when you stop it with Ctrl+C.', '', ...lines].join('\n')
}
