import { DAY, HOUR, after } from '../clock.ts'
import { Invalid } from '../problems.ts'
import { endOfDay, instantAt } from '../words/formats.ts'
import type { WordKey } from '../words/words.ts'

const PRESETS = { '1h': HOUR, '1d': DAY, '7d': 7 * DAY, '30d': 30 * DAY }
/** For how long a link can be made to work: for a while, or until a date. */
export const UNTIL = ['1h', '1d', '7d', '30d', 'date'] as const
const LONGEST = 90 * DAY

export type Until = { until: (typeof UNTIL)[number]; date: string }

/** The latest end of a link that is made now: 90 days from now, or with the owner's access rights. */
export function latestEnd(now: Date, rightsEndAt: Date | null): Date {
  const longest = after(now, LONGEST)
  return rightsEndAt && rightsEndAt < longest ? rightsEndAt : longest
}

/** The end that the owner chose; a day without a time ends with that day. Throws Invalid. */
export function endOf({ until, date }: Until, now: Date, rightsEndAt: Date | null): Date {
  const refuse = (key: WordKey) => new Invalid({ [until === 'date' ? 'date' : 'until']: { key } })
  const end = until === 'date' ? instantOf(date) : after(now, PRESETS[until])
  if (end === null) throw refuse('share.no_date')
  if (end <= now) throw refuse('share.past')
  if (rightsEndAt && end > rightsEndAt) throw refuse('share.beyond_rights')
  if (end > after(now, LONGEST)) throw refuse('share.too_far')
  return end
}

/** The instant of 2026-12-31 or 2026-12-31T18:00 by the desk's clock; null if it is neither. */
function instantOf(date: string): Date | null {
  const [, day = '', time] = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}))?$/.exec(date) ?? []
  try {
    return time ? instantAt(day, time) : endOfDay(day)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
