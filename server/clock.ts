/** The desk's only way to ask for the time, so that tests can turn it. */
export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The instant `milliseconds` after another. */
export const after = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds)
