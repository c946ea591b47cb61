import { copyFile, mkdir, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { raiseAlarm } from '../alarms/alarms.ts'
import { factOf, setFact } from '../db/facts.ts'
import type { Desk } from '../desk.ts'
import { syncDirectory, syncFile } from '../vault/disk.ts'
import { keyringCopy, logCopy } from './manifest.ts'

/**
 * Puts the keyring and the destruction log into the place of those beside the copies in `dir`. Of the keyring there is
 * only ever the newest: an older one would open what was destroyed since (vault.md 3.5).
 */
export async function copyKeyring(desk: Desk, dir: string): Promise<void> {
  const epoch = desk.vault.epoch()
  const folder = dirname(keyringCopy(dir))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await syncDirectory(dir)
  await desk.vault.copyKeyring(keyringCopy(dir))
  const part = `${logCopy(dir)}.part`
  await copyFile(desk.config.destructionLog, part)
  await syncFile(part)
  await rename(part, logCopy(dir))
  await syncDirectory(folder)
  await desk.db.transaction((tx) => setFact(tx, 'keyring-copy', { dir, epoch }))
}

/**
 * Does so again where it was done last, if the root key was turned since: what lies there opens nothing any more. Where
 * that fails there is an alarm, because no copy can be brought back until it is done.
 */
export async function refreshKeyringCopy(desk: Desk): Promise<void> {
  const last = await factOf(desk.db, 'keyring-copy')
  if (last === null || last['epoch'] === desk.vault.epoch()) return
  const dir = String(last['dir'])
  try {
    await stat(dirname(keyringCopy(dir))) // a disk that is not mounted is no reason to write elsewhere
    await copyKeyring(desk, dir)
  } catch (error) {
    await raiseAlarm(desk, 'backup', 'keyring', `${dir}: ${String(error)}`)
  }
}
