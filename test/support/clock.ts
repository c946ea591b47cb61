import type { Clock } from '../../server/clock.ts'

export type TestClock = Clock & { advance(milliseconds: number): void; set(at: Date): void }

/** A clock that stands still until a test turns it. */
export function testClock(at = new Date('2026-11-22T09:00:00Z')): TestClock {
  let now = at.getTime()
  return {
    now: () => new Date(now),
    advance: (milliseconds) => void (now += milliseconds),
    set: (to) => void (now = to.getTime()),
  }
}
