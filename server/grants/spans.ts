import type { Message } from '../words/words.ts'

/** A length of time in the words that people use for it: 15 minutes, 4 hours. */
export const spanOf = (minutes: number): Message =>
  minutes % 60 === 0
    ? { key: 'grants.hours', params: { count: minutes / 60 } }
    : { key: 'grants.minutes', params: { count: minutes } }
