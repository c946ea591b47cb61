import { afterAll, describe, expect, it } from 'vitest'
import { removeFolders } from './folders.ts'
import { killAgainAndAgain } from './killing.ts'
import { LONG, SEED } from './random.ts'

afterAll(removeFolders)

describe(`kill -9 at any time (SEED=${SEED})`, () => {
  it('loses nothing that was acknowledged and leaves nothing of what was destroyed, 200 times', async () => {
    const [desks, lives] = LONG ? [3, 100] : [5, 24]
    const halves = ['a', 'b'].map((half) => killAgainAndAgain({ seed: `${SEED}${half}`, desks, lives }))
    const outcomes = await Promise.all(halves)
    expect(outcomes.flatMap(({ broken }) => broken)).toEqual([])
    const sum = (what: 'kills' | 'deeds') => outcomes.reduce((sum, outcome) => sum + outcome[what], 0)
    expect(sum('kills')).toBeGreaterThanOrEqual(200)
    expect(sum('deeds')).toBeGreaterThan(200)
  }, 600_000)

  it.each(['a destroyed key stays in the log of the keyring', 'nothing is put in order at the start'] as const)(
    'is seen when %s',
    async (mutant) => {
      expect((await killAgainAndAgain({ seed: SEED, desks: 4, lives: 5, mutant })).broken).not.toEqual([])
    },
    120_000,
  )
})
