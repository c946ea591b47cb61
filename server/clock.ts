import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/** The desk's only way to ask for the time, so that tests can turn it. */
export type Clock = { now(): Date }

/**
 * The clocks of a machine: the one that people set, and two that only count, in milliseconds: `steady` since some moment
 * of this process, `up` since the machine was started as `boot`, its sleep included.
 */
export type Machine = Clock & { steady(): number; up(): number; readonly boot: string }

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

// Elsewhere the time since the start is worked out from the clock that people set, and would say nothing about it.
const countsUp = process.platform === 'linux'

export const systemClock: Machine = {
  now: () => new Date(),
  steady: () => performance.now(),
  up: () => (countsUp ? uptime() * SECOND : performance.now()),
  boot: bootId(),
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return randomUUID() // a machine that does not say: each start of the desk counts as one of the machine
  }
}

/** The instant `milliseconds` after another. */
export const after = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds)
