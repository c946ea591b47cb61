import { afterAll, describe, expect, it } from 'vitest'
import { removeFolders } from './folders.ts'
import { failSyncs } from './injecting.ts'
import { canTrace } from './launching.ts'
import { LONG, SEED } from './random.ts'

afterAll(removeFolders)

describe(`a sync that fails with EIO (SEED=${SEED}; needs strace)`, { concurrent: true, skip: !canTrace }, () => {
  // How often, and beginning where: between them, each sync of each deed fails once.
  const plans = (LONG ? [3, 4, 5, 6, 7, 8, 9] : [4, 7]).flatMap((every) => [
    { every, first: 1 },
    { every, first: 2 + (every % 3) },
  ])

  it.each(plans)(
    'every so many times ($every, from $first on) is never taken for a good one',
    async (plan) => {
      const { failures, broken } = await failSyncs({ seed: SEED, ...plan })
      expect(broken).toEqual([])
      expect(failures).toBeGreaterThan(5)
    },
    120_000,
  )

  it('is seen when it is', async () => {
    const mutant = 'a failed sync is taken for a good one'
    const broken: string[] = []
    // It is seen where a failed sync is one that something hung on: not in each plan, so there are many.
    for (let plan = 0; plan < 24 && broken.length === 0; plan++) {
      const every = 4 + (plan % 9)
      broken.push(...(await failSyncs({ seed: SEED + plan, first: 1 + (plan % every), every, mutant })).broken)
    }
    expect(broken).not.toEqual([])
  }, 240_000)
})
