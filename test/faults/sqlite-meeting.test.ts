import { afterAll, describe, expect, it } from 'vitest'
import { newDesks, removeFolders } from './folders.ts'
import { runProgram } from './launching.ts'
import type { Mutant } from './mutants.ts'
import { LONG, SEED } from './random.ts'

afterAll(removeFolders)

async function meet(program: string, rounds: number, mutant?: Mutant) {
  const lines = await runProgram(program, { args: [...(await newDesks(1)), String(rounds), SEED], mutant })
  return lines[0] as { broken: string[] } & Record<string, number>
}

describe.concurrent(`what meets (SEED=${SEED})`, () => {
  it('an account that closes keeps nothing of an upload that arrives', async () => {
    const { broken, refused } = await meet('leaving', 50)
    expect(broken).toEqual([])
    expect(refused).toBeGreaterThan(0)
  }, 120_000)

  it('a document that is destroyed while it is read is whole, or cut within two seconds', async () => {
    const { broken, cut } = await meet('reading', 50)
    expect(broken).toEqual([])
    expect(cut).toBeGreaterThan(1)
  }, 120_000)

  it('several who destroy the same, turn the keys and sweep at once do it once', async () => {
    const { broken, destroyed } = await meet('meeting', LONG ? 100 : 20)
    expect(broken).toEqual([])
    expect(destroyed).toBeGreaterThan(40)
  }, 120_000)
})

describe.concurrent('and it is seen when', () => {
  it.each([
    ['an upload outlives its account', 'leaving', 20],
    ['a download is not cut', 'reading', 2],
    ['a destruction is written down by everybody', 'meeting', 3],
  ] as const)(
    '%s',
    async (mutant, program, rounds) => {
      expect((await meet(program, rounds, mutant)).broken).not.toEqual([])
    },
    120_000,
  )
})
