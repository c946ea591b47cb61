import type { Machine } from '../../server/clock.ts'

export type TestClock = Machine & {
  /** Time passes. */
  advance(milliseconds: number): void
  /** Somebody sets the clock: no time passes. */
  jump(milliseconds: number): void
  set(at: Date): void
  boot: string
}

/** The clocks of a machine that stand still until a test turns them. */
export function testClock(at = new Date('2026-11-22T09:00:00Z')): TestClock {
  let [now, up] = [at.getTime(), 0]
  return {
    now: () => new Date(now),
    steady: () => up,
    up: () => up,
    boot: 'first',
    advance(milliseconds) {
      now += milliseconds
      up += milliseconds
    },
    jump: (milliseconds) => void (now += milliseconds),
    set(to) {
      up += Math.max(0, to.getTime() - now)
      now = to.getTime()
    },
  }
}
