import type { Desk } from '../desk.ts'
import { purge } from '../leaving/purging.ts'
import { sweep } from '../timetable.ts'
import { verifyVault } from './verifying.ts'

/** The commands that need keys: run in place, or by the desk that holds the keyring. What they answer is JSON. */
export const works = {
  purge: (desk: Desk) => purge(desk, null),
  verify: (desk: Desk) => verifyVault(desk),
  sweep: (desk: Desk) => sweep(desk),
}
export type Work = keyof typeof works

/** Says what the jobs do that the command line hands to a running desk. */
export function defineCommands(desk: Desk): void {
  for (const [name, work] of Object.entries(works)) {
    desk.jobs.define(`command.${name}`, async () => {
      try {
        return { done: await work(desk) }
      } catch (error) {
        // Somebody waits for the answer, so it is given at once instead of trying again for twenty minutes.
        desk.log.error({ err: error, command: name }, 'a command failed')
        return { failed: error instanceof Error ? error.message : String(error) }
      }
    })
  }
  desk.jobs.define('command.personEnded', async ({ personId = '' }) => desk.live.personEnded(personId))
}
