import { expect, it } from 'vitest'
import { checkMutants } from './faults/mutants.ts'

it('every fault that the tests plant has its place in the desk', () => {
  expect(checkMutants).not.toThrow()
})
