import { afterAll, describe, expect, it } from 'vitest'
import { newFolder, removeFolders } from './folders.ts'
import { runProgram } from './launching.ts'
import type { Mutant } from './mutants.ts'
import { LONG } from './random.ts'

afterAll(removeFolders)

async function crowd(mebibytes: number, mutant?: Mutant): Promise<unknown> {
  const lines = await runProgram('crowding', { args: [newFolder(), String(mebibytes)], mutant })
  return lines[0]?.['broken']
}

describe('twenty uploads at once with 192 MiB of heap', () => {
  it('go through in less than 400 MiB', async () => {
    expect(await crowd(LONG ? 100 : 8)).toEqual([])
  }, 300_000)

  it('are seen to take more when documents are collected in memory', async () => {
    expect(await crowd(20, 'a document is collected in memory')).not.toEqual([])
  }, 120_000)
})
