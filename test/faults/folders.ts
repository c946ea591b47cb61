import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram, type Launch, type Line } from './launching.ts'

const made: string[] = []

/** A temporary folder; `removeFolders` takes it away. */
export function newFolder(below = tmpdir()): string {
  const folder = mkdtempSync(join(below, 'desk-faults-'))
  made.push(folder)
  return folder
}

export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
}

let first: Promise<string> | undefined

/** Folders with a desk each, all alike: the cast is there, with a few tickets. */
export async function newDesks(count: number, below?: string): Promise<string[]> {
  first ??= (async () => {
    const folder = newFolder()
    await runProgram('working', { args: ['', '0', folder] })
    return folder
  })()
  const from = await first
  return Array.from({ length: count }, () => {
    const folder = newFolder(below)
    execFileSync('cp', ['-a', `${from}/.`, folder]) // with modes, on which a root key insists
    return folder
  })
}

/** Opens these desks again and says for each which promises of its ledger are broken. */
export async function brokenIn(folders: string[], ledgers: Line[][], launch: Launch = {}): Promise<string[][]> {
  for (const [i, folder] of folders.entries())
    writeFileSync(join(folder, 'ledger.json'), JSON.stringify(ledgers[i] ?? []))
  const lines = await runProgram('comparing', { ...launch, args: folders })
  return lines.map(({ broken }) => broken as string[])
}
