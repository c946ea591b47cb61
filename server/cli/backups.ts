import { join, resolve } from 'node:path'
import { record } from '../audit/record.ts'
import type { Made } from '../backup/making.ts'
import { bringBack, type Restored } from '../backup/restoring.ts'
import type { Config } from '../config.ts'
import { openDesk } from '../open.ts'
import { size } from '../words/formats.ts'
import type { Given, Outcome } from './commands.ts'
import type { Drill } from './drilling.ts'
import { runWithKeys } from './handing-over.ts'

/** Makes a copy of the desk, wherever the keys are. */
export async function backup(config: Config, given: Given): Promise<Outcome> {
  const made = (await runWithKeys(config, 'backup', { dir: resolve(String(given['dir'])) })) as Made
  const { place, documents, bytes, damaged } = made
  const head = `Copied ${documents} documents (${size('en', bytes)}) to ${place}`
  const text = damaged === 0 ? head : `${head}\n${damaged} documents are damaged and are not in it; see verify`
  return { json: { ok: damaged === 0, ...made }, text, status: damaged === 0 ? 0 : 1 }
}

/**
 * Brings a copy back and opens the desk once, so that whatever was destroyed since the copy is destroyed again before
 * anybody is served. `--rehearse` only brings it back and looks at it.
 */
export async function restore(config: Config, given: Given): Promise<Outcome> {
  const restored = await bringBack(config, resolve(String(given['dir'])))
  const again = given['rehearse'] ? { documents: 0, accounts: 0 } : await openOnce(config, restored)
  const ok = restored.problems.length === 0
  const lines = [
    `Brought back ${restored.documents} documents and ${restored.rows} rows, as they were on ${restored.made}`,
    `destroyed again, because they had been destroyed since: ${again.documents} documents, ${again.accounts} accounts`,
    ...restored.problems,
  ]
  const json = { ok, ...restored, destroyedAgain: again.documents, closedAgain: again.accounts }
  return { json, text: lines.join('\n'), status: ok ? 0 : 1 }
}

async function openOnce(config: Config, { documents, made }: Restored) {
  const desk = await openDesk({ ...config, logLevel: 'silent' })
  try {
    const { replayed } = desk
    await desk.db.transaction((tx) => {
      const facts = { documents, made, again: replayed.documents }
      return record(tx, { deed: 'backup.restored', at: desk.clock.now(), actorId: null, facts })
    })
    return replayed
  } finally {
    await desk.close()
  }
}

/** Rehearses a restore of the last copy, wherever the keys are, and says how long it took. */
export async function drill(config: Config): Promise<Outcome> {
  const { paper, ...report } = (await runWithKeys(config, 'drill')) as Drill
  const { ok, place, documents, seconds, problems } = report
  const head = ok
    ? `Brought ${documents} documents of ${place} back and looked at all of it in ${seconds} seconds`
    : `The rehearsal with ${place} failed`
  const text = [head, ...problems, `signed: ${join(place, '..', paper)}`].join('\n')
  return { json: { ...report, paper }, text, status: ok ? 0 : 1 }
}
