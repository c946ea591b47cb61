import { makeBackup } from '../backup/making.ts'
import { verifyKept } from '../backup/verifying.ts'
import { refreshKeyringCopy } from '../backup/keyring-copy.ts'
import type { Desk } from '../desk.ts'
import { rotateKeys, type Rotated } from '../documents/rotating.ts'
import { purge } from '../leaving/purging.ts'
import { sweep } from '../timetable.ts'
import { drill } from './drilling.ts'

/** What a command is given, such as a folder. */
export type Payload = Record<string, string>
export type Run = (desk: Desk, payload: Payload) => Promise<unknown>

/** The commands that need keys: run in place, or by the desk that holds the keyring. What they answer is JSON. */
export const works = {
  purge: (desk: Desk) => purge(desk, null),
  verify: (desk: Desk) => verifyKept(desk),
  backup: (desk: Desk, { dir = '' }: Payload) => makeBackup(desk, dir),
  drill: (desk: Desk) => drill(desk),
  sweep: (desk: Desk) => sweep(desk),
  rotate: rotation,
} satisfies Record<string, Run>
export type Work = keyof typeof works

async function rotation(desk: Desk, { actorId }: Payload): Promise<Rotated> {
  const rotated = await rotateKeys(desk, actorId ?? null)
  await refreshKeyringCopy(desk)
  return rotated
}

/** Says what the jobs do that the command line hands to a running desk. */
export function defineCommands(desk: Desk): void {
  for (const [name, work] of Object.entries<Run>(works)) {
    desk.jobs.define(`command.${name}`, async (payload) => {
      try {
        return { done: await work(desk, payload) }
      } catch (error) {
        // Somebody waits for the answer, so it is given at once instead of trying again for twenty minutes.
        desk.log.error({ err: error, command: name }, 'a command failed')
        return { failed: error instanceof Error ? error.message : String(error) }
      }
    })
  }
  desk.jobs.define('command.personEnded', async ({ personId = '' }) => desk.live.personEnded(personId))
}
