import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeFolders } from './folders.ts'
import { killAtSteps, stepsTaken } from './pointing.ts'
import { LONG } from './random.ts'

let steps: Map<string, number>
beforeAll(async () => {
  steps = await stepsTaken()
})
afterAll(removeFolders)

/** The first time that each of these steps is taken, and in the long version the last time too. */
const faultsAt = (names: RegExp): string[] =>
  [...steps]
    .filter(([name]) => names.test(name))
    .flatMap(([name, count]) => (LONG && count > 1 ? [name, `${name}#${count}`] : [name]))

describe('kill -9 after each durable step', () => {
  it('knows the steps', () => {
    expect(steps.size).toBeGreaterThanOrEqual(30)
  })

  it('of storing, destroying, taking back and answering', async () => {
    const again = (fault: string) => LONG || fault.startsWith('destroy.')
    expect(await killAtSteps({ faults: faultsAt(/^(?!rotate)/), again })).toEqual({})
  }, 600_000)

  it('of a rotation', async () => {
    expect(await killAtSteps({ faults: faultsAt(/^rotate/), again: () => true })).toEqual({})
  }, 600_000)
})

describe('and it is seen when', () => {
  it.each([
    ['a blob is renamed after the answer', 'acknowledged.store'],
    ['a key is committed after the answer', 'acknowledged.store'],
    ['nothing is put in order at the start', 'upload.key-committed'],
    ['the old root is destroyed first', 'rotate.batch'],
  ] as const)(
    '%s',
    async (mutant, fault) => {
      expect(await killAtSteps({ faults: [fault], mutant })).not.toEqual({})
    },
    120_000,
  )
})
