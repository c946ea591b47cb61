import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../server/clock.ts'
import { guardClock, type ClockGuard, type Mark } from '../../server/clock-guard.ts'
import { testClock, type TestClock } from '../support/clock.ts'

describe('the guarded clock', () => {
  const started = (machine: TestClock, mark: Mark | null = null): ClockGuard => {
    const clock = guardClock(machine, mark)
    clock.now()
    return clock
  }
  const markOf = (clock: ClockGuard): Mark => {
    const mark = clock.mark()
    if (!mark) throw new Error('The clock is ahead')
    return mark
  }
  const ahead = (clock: ClockGuard, machine: TestClock) => clock.now().getTime() - machine.now().getTime()

  it('goes with the clock of the machine while time passes, however much', () => {
    const machine = testClock()
    const clock = started(machine)
    for (const by of [1, MINUTE, 40 * DAY, 3650 * DAY]) {
      machine.advance(by)
      expect([clock.state(), ahead(clock, machine)]).toEqual(['right', 0])
    }
  })

  it.each([
    ['a day', DAY],
    ['ten years', 3650 * DAY],
    ['an hour and a minute', HOUR + MINUTE],
  ])('does not believe a leap by %s, and goes by it where that refuses something', (_, leap) => {
    const machine = testClock()
    const clock = started(machine)
    machine.jump(leap)
    expect([clock.state(), ahead(clock, machine), clock.mark()]).toEqual(['ahead', 0, null])
    machine.advance(DAY)
    expect(clock.state()).toBe('ahead')
    machine.jump(-leap)
    expect([clock.state(), ahead(clock, machine)]).toEqual(['right', 0])
    machine.jump(leap)
    clock.trust()
    expect([clock.state(), ahead(clock, machine)]).toEqual(['right', 0])
    machine.advance(DAY)
    expect(clock.state()).toBe('right')
  })

  it('takes a small correction, forward and back, and a leap second', () => {
    const machine = testClock()
    const clock = started(machine)
    machine.jump(HOUR - MINUTE)
    expect(clock.state()).toBe('right')
    const before = clock.now()
    machine.jump(-1000)
    expect([clock.state(), clock.now()]).toEqual(['right', before])
    machine.advance(1000)
    expect(clock.now() > before).toBe(true)
  })

  it('believes a machine that has slept', () => {
    const machine = testClock()
    const clock = started({ ...machine, steady: () => 0 })
    machine.advance(DAY)
    expect([clock.state(), ahead(clock, machine)]).toEqual(['right', 0])
  })

  it('is not worn down by many small leaps', () => {
    const machine = testClock()
    const clock = started(machine)
    for (let at = 0; at < 20; at++) {
      machine.jump(10 * MINUTE)
      clock.now()
    }
    expect(clock.state()).toBe('ahead')
  })

  it('never goes back, and goes on slowly until the machine has caught up', () => {
    const machine = testClock()
    const clock = started(machine)
    const latest = clock.now()
    machine.jump(-DAY)
    expect([clock.state(), clock.now()]).toEqual(['behind', latest])
    machine.advance(HOUR)
    expect(clock.now().getTime()).toBe(latest.getTime() + HOUR / 2)
    machine.advance(2 * DAY - HOUR)
    expect([clock.state(), ahead(clock, machine)]).toEqual(['right', 0])
  })

  it('goes back when a person says that the machine is right', () => {
    const machine = testClock()
    const clock = started(machine)
    machine.jump(-DAY)
    clock.trust()
    expect([clock.state(), ahead(clock, machine)]).toEqual(['right', 0])
  })

  describe('after a restart', () => {
    it('knows on the same boot how much time has passed', () => {
      const machine = testClock()
      const mark = markOf(started(machine))
      machine.advance(30 * DAY)
      expect(started(machine, mark).state()).toBe('right')
      machine.jump(2 * HOUR)
      expect(started(machine, mark).state()).toBe('ahead')
      machine.jump(-2 * HOUR)
      expect(started(machine, mark).state()).toBe('right')
    })

    it.each([
      ['a week', 6 * DAY, 'right'],
      ['more than a week', 8 * DAY, 'ahead'],
    ])('takes %s for granted on another boot: %s', (_, away, state) => {
      const machine = testClock()
      const mark = markOf(started(machine))
      machine.boot = 'second'
      machine.jump(away)
      const clock = started(machine, mark)
      expect(clock.state()).toBe(state)
      machine.jump(2 * HOUR)
      expect(clock.state()).toBe('ahead')
    })

    it('does not go back behind the mark, on whichever boot', () => {
      for (const boot of ['first', 'second']) {
        const machine = testClock()
        const mark = markOf(started(machine))
        machine.boot = boot
        machine.jump(-DAY)
        const clock = started(machine, mark)
        expect([clock.state(), clock.now().getTime()]).toEqual(['behind', mark.at])
      }
    })
  })
})
