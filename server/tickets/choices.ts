import { say, type Locale, type WordKey } from '../words/words.ts'

/** The options of a select, in the visitor's language. */
export const choices = (locale: Locale, family: 'category' | 'status', values: readonly string[], chosen?: unknown) =>
  values.map((value) => ({ value, label: say(locale, `${family}.${value}` as WordKey), chosen: value === chosen }))
