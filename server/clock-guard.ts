import { DAY, HOUR, MINUTE, type Clock, type Machine } from './clock.ts'

/** What is kept of the clock over a restart: the latest time that was believed, and how long the machine was up then. */
export type Mark = { at: number; up: number; boot: string }

/** A clock that knows when it cannot be believed (vault.md 3.5). */
export type ClockGuard = Clock & {
  /**
   * `ahead`: it has leapt forward. It is gone by where that refuses something; nothing is destroyed because of it.
   * `behind`: it was set back. Time has not gone back with it, and goes on at half speed until the clock has caught up.
   */
  state(): 'right' | 'ahead' | 'behind'
  /** What to keep; null while the clock is ahead. */
  mark(): Mark | null
  /** A person has looked at the clock of the machine: it is right as it stands. */
  trust(): void
}

/** How far the clock may be set forward beside what the machine has counted. */
const LEAP = HOUR
/** How long a machine may have been switched off, when nothing has counted. */
const ABSENCE = 7 * DAY

type Base = { at: number; steady: number; up: number }

/** Guards the clock of a machine, from the mark that was kept of it; null at the very first start. */
export function guardClock(machine: Machine, mark: Mark | null): ClockGuard {
  const here = (at: number): Base => ({ at, steady: machine.steady(), up: machine.up() })
  const wallNow = () => machine.now().getTime()
  const first = mark ?? { at: wallNow(), up: machine.up(), boot: machine.boot }
  const counted = first.boot === machine.boot
  let base = here(first.at + (counted ? machine.up() - first.up : 0))
  let reach = counted ? LEAP : ABSENCE
  let latest = first.at
  let seen = machine.steady()

  // A machine that sleeps wakes up later than it has counted; only then is it asked how long it was up.
  const isAhead = (wall: number): boolean =>
    wall > base.at + machine.steady() - base.steady + reach && wall > base.at + machine.up() - base.up + reach
  const trust = (wall: number): void => {
    base = here(wall)
    reach = LEAP
    latest = wall
    seen = base.steady
  }
  const now = (): number => {
    const wall = wallNow()
    if (isAhead(wall)) return wall
    if (reach !== LEAP && wall >= latest) trust(wall)
    const steady = machine.steady()
    latest = Math.max(wall, latest + (steady - seen) / 2)
    seen = steady
    return latest
  }
  return {
    now: () => new Date(now()),
    state() {
      const wall = wallNow()
      if (isAhead(wall)) return 'ahead'
      return wall < now() - MINUTE ? 'behind' : 'right'
    },
    mark: () => (isAhead(wallNow()) ? null : { at: Math.floor(now()), up: machine.up(), boot: machine.boot }),
    trust: () => trust(wallNow()),
  }
}
