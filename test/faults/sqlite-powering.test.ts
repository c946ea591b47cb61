import { afterAll, describe, expect, it } from 'vitest'
import { removeFolders } from './folders.ts'
import { canTrace } from './launching.ts'
import { failPower } from './powering.ts'
import { LONG, SEED } from './random.ts'

afterAll(removeFolders)

describe(
  `a power loss, replayed from system calls (SEED=${SEED}; needs strace)`,
  { concurrent: true, skip: !canTrace },
  () => {
    const states = LONG ? 520 : 60

    it.each([
      ['every kind of deed', undefined],
      ['deeds as they come', LONG ? 25 : 10],
    ])(
      'amid %s costs nothing that was acknowledged and brings nothing back',
      async (_, deeds) => {
        expect(await failPower({ seed: SEED, ...(deeds && { deeds }), states })).toEqual({ states, broken: [] })
      },
      600_000,
    )

    it('on the first day leaves a desk that opens, with all that was acknowledged', async () => {
      expect((await failPower({ seed: SEED, deeds: 3, states, firstDay: true })).broken).toEqual([])
    }, 600_000)

    it.each(['commits are not synced', 'a blob is not synced', 'the folder of a blob is not synced'] as const)(
      'is seen when %s',
      async (mutant) => {
        expect((await failPower({ seed: SEED, deeds: 6, states: 30, mutant })).broken).not.toEqual([])
      },
      120_000,
    )
  },
)
