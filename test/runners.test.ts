import { describe, expect, it } from 'vitest'
import { tallyOf } from './runners.ts'

const report = (numPassedTests: number, numFailedTests: number, files: string[][] = []) => ({
  numPassedTests,
  numFailedTests,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: files.map((statuses) => ({
    status: statuses.every((status) => status === 'passed') && statuses.length > 0 ? 'passed' : 'failed',
    assertionResults: statuses.map((status) => ({ status })),
  })),
})

describe('the totals of a run', () => {
  it('are those of the report', () => {
    const files = [['passed', 'passed', 'passed', 'failed'], ['passed']]
    expect(tallyOf(report(4, 1, files), 1)).toEqual({ passed: 4, failed: 1, skipped: 3 })
  })

  it('count a runner without a report as a failure', () => {
    expect(tallyOf(undefined, 0).failed).toBe(1)
  })

  it('count a file that could not be loaded as a failure', () => {
    expect(tallyOf(report(1, 0, [['passed'], []]), 1).failed).toBe(1)
  })

  it('count a file whose set-up failed as a failure, though its tests were only skipped', () => {
    expect(tallyOf(report(1, 0, [['passed'], ['skipped', 'skipped']]), 1).failed).toBe(1)
  })

  it('count an error outside all tests as a failure', () => {
    expect(tallyOf(report(1, 0, [['passed']]), 1).failed).toBe(1)
  })

  it('count a run without a single test as a failure', () => {
    expect(tallyOf(report(0, 0), 0).failed).toBe(1)
  })
})
