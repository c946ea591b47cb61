import type { Locale } from './words.ts'

/** The desk keeps the hours of its own place; no page asks a browser for its time zone. */
const ZONE = 'Europe/Paris'

const tags: Record<Locale, string> = { en: 'en-GB', fr: 'fr-FR' }
const cached = <T>(make: (tag: string) => T): Record<Locale, T> => ({ en: make(tags.en), fr: make(tags.fr) })

const days = cached(
  (tag) => new Intl.DateTimeFormat(tag, { timeZone: ZONE, day: 'numeric', month: 'short', year: 'numeric' }),
)
const longDays = cached(
  (tag) => new Intl.DateTimeFormat(tag, { timeZone: ZONE, day: 'numeric', month: 'long', year: 'numeric' }),
)
const moments = cached(
  (tag) =>
    new Intl.DateTimeFormat(tag, {
      timeZone: ZONE,
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
    }),
)
const numbers = cached((tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: 1 }))

/** A date: 22 Nov 2026. */
export const day = (locale: Locale, at: Date): string => days[locale].format(at)

/** A date in full: 22 November 2026. */
export const longDay = (locale: Locale, at: Date): string => longDays[locale].format(at)

/** A date and a time to the minute. */
export const moment = (locale: Locale, at: Date): string => moments[locale].format(at)

/** A whole or decimal number. */
export const number = (locale: Locale, value: number): string => numbers[locale].format(value)

const units = { en: ['bytes', 'kB', 'MB', 'GB', 'TB'], fr: ['octets', 'ko', 'Mo', 'Go', 'To'] }

/** A size in decimal units (SI): 1 kB is 1,000 bytes. */
export function size(locale: Locale, bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3))
  return `${numbers[locale].format(bytes / 1000 ** step)}\u00a0${units[locale][step]}`
}

/** The calendar day of an instant at the desk, as 2026-11-22. */
export const isoDay = (at: Date): string => new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(at)

/** The instant at which a calendar day (2026-11-22) ends at the desk. Throws RangeError if it is no day. */
export const endOfDay = (date: string): Date => instantAt(date, '23:59:59.999')

/** The instant at which the desk's clock shows this day (2026-11-22) and time (18:30). Throws RangeError if it is none. */
export function instantAt(date: string, time: string): Date {
  const asUtc = new Date(`${date}T${time}Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(asUtc.getTime()) || asUtc.toISOString().slice(0, 10) !== date) {
    throw new RangeError(`${date} is not a day; it takes a date such as 2026-12-31`)
  }
  // The offset is that of the instant looked for: the first guess is at most some hours away from it.
  const guess = new Date(`${date}T${time}${offsetAt(asUtc)}`)
  return new Date(`${date}T${time}${offsetAt(guess)}`)
}

const offsetAt = (at: Date): string =>
  new Intl.DateTimeFormat('en', { timeZone: ZONE, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')
    ?.value.replace('GMT', '') || 'Z'

const distances = cached((tag) => new Intl.RelativeTimeFormat(tag))
const STEPS = [
  ['day', 24 * 60],
  ['hour', 60],
  ['minute', 1],
] as const // in minutes

/** How far ahead something is, in the coarsest unit that says it: in 3 days. `milliseconds` from now. */
export function ahead(locale: Locale, milliseconds: number): string {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000))
  const [unit, length] = STEPS.find(([, step]) => minutes >= 2 * step) ?? (['minute', 1] as const)
  return distances[locale].format(Math.floor(minutes / length), unit)
}
