import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { raiseAlarm } from '../alarms/alarms.ts'
import { record } from '../audit/record.ts'
import type { Restored } from '../backup/restoring.ts'
import { factOf, setFact } from '../db/facts.ts'
import type { Desk } from '../desk.ts'
import { seal } from '../proof/dsse.ts'

/** A rehearsal of a restore: of which copy, how it went, and the name of the paper that the desk signed about it. */
export type Drill = {
  ok: boolean
  place: string
  made: string | null
  documents: number
  seconds: number
  problems: string[]
  paper: string
}

const TYPE = 'application/vnd.helpdesk.drill+json'
const cli = new URL('../cli.ts', import.meta.url).pathname

/**
 * Restores the last copy into a temporary place with the root key of today, looks at everything, opens the canary and
 * nobody's document, signs what came of it and removes the place. It runs as a program of its own, with a database file,
 * so that it is the same restore as the one that counts, and knows nothing of this desk but the root key.
 */
export async function drill(desk: Desk): Promise<Drill> {
  const last = await factOf(desk.db, 'backup')
  if (last === null) throw new Error('There is no copy yet: make one with backup DIR')
  const place = String(last['place'])
  const begun = desk.clock.now()
  const start = performance.now()
  const { documents, made, problems } = await rehearse(desk, place)
  const seconds = Math.round((performance.now() - start) / 100) / 10
  const report = { ok: problems.length === 0, place, made, documents, seconds, problems }
  const paper = `${basename(place)}.drill.json`
  await writeFile(join(dirname(place), paper), seal(desk.signer, TYPE, { v: 1, at: begun.toISOString(), ...report }))
  await writeDown(desk, report)
  return { ...report, paper }
}

async function writeDown(desk: Desk, { ok, place, documents, seconds, problems }: Omit<Drill, 'paper'>): Promise<void> {
  const [problem = ''] = problems
  await desk.db.transaction(async (tx) => {
    const at = desk.clock.now()
    await setFact(tx, 'drill', { at: at.toISOString(), ok, place, documents, seconds, problem })
    await record(tx, {
      deed: 'backup.drilled',
      at,
      actorId: null,
      facts: { documents, seconds, problems: problems.length },
    })
  })
  if (!ok) await raiseAlarm(desk, 'backup', 'drill', problem)
}

async function rehearse(desk: Desk, place: string): Promise<Pick<Drill, 'documents' | 'made' | 'problems'>> {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-drill-'))
  try {
    const log = join(folder, 'destroyed.log')
    await copyFile(desk.config.destructionLog, log)
    const env = {
      ...{ STORAGE_DIR: join(folder, 'storage'), ROOT_KEY_DIR: desk.config.rootKeyDir, DESTRUCTION_LOG: log },
      ...{ DATABASE_URL: '', LOG_LEVEL: 'silent' },
    }
    const said = await ran(['restore', place, '--rehearse', '--json'], env)
    if ('error' in said) return { documents: 0, made: null, problems: [said.error] }
    return said
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the command line printed, however it ended. */
async function ran(args: string[], env: Record<string, string>): Promise<Restored | { error: string }> {
  const ended = promisify(execFile)(process.execPath, [cli, ...args], { env, maxBuffer: 64 * 1024 * 1024 })
  const { stdout } = await ended.catch((error: unknown) => error as { stdout: string })
  try {
    return JSON.parse(stdout) as Restored | { error: string }
  } catch {
    return { error: 'the rehearsal ended without a word' }
  }
}
