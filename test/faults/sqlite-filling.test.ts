import { execFileSync } from 'node:child_process'
import { afterAll, describe, expect, it } from 'vitest'
import { newFolder, removeFolders } from './folders.ts'
import { runProgram } from './launching.ts'
import type { Mutant } from './mutants.ts'

const folders: string[] = []

/** A disk of its own, 8 MiB; only root may have one. */
function smallDisk(): string | undefined {
  const folder = newFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  folders.push(folder)
  return folder
}

async function fullDisk(mutant?: Mutant): Promise<unknown> {
  const lines = await runProgram('filling', { args: [smallDisk() ?? ''], mutant })
  return lines[0]?.['broken']
}

describe.skipIf(smallDisk() === undefined)('a full disk of 8 MiB (needs root)', () => {
  afterAll(() => {
    for (const folder of folders) execFileSync('umount', [folder])
    removeFolders()
  })

  it('refuses an upload cleanly, gives out what it has and destroys what it must', async () => {
    expect(await fullDisk()).toEqual([])
  }, 120_000)

  it('is seen to keep what it must destroy when there is no ballast', async () => {
    expect(await fullDisk('there is no ballast')).not.toEqual([])
  }, 120_000)
})
