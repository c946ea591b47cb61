import { size } from '../words/formats.ts'
import { say, type Locale, type WordKey } from '../words/words.ts'
import type { OpenAlarm, vaultFacts } from './vault.ts'

type Facts = Awaited<ReturnType<typeof vaultFacts>>
type Row = { label: string; value: string; at?: Date | undefined; more?: string | undefined }

/** An alarm as its page tells it: what happened, what to do, since when, how often. */
export function alarmInWords(locale: Locale, alarm: OpenAlarm) {
  // What is about one of the logs has a story of its own.
  const name = alarm.what === 'log' && alarm.about ? alarm.about : alarm.what.replace('-', '_')
  const label = say(locale, `alarm.${name}` as WordKey)
  return {
    ...alarm,
    label,
    text: say(locale, `alarm.${name}.text` as WordKey),
    told: alarm.slip === null && alarm.what !== 'clock' ? alarm.detail : null, // for whoever keeps the machine
    again: alarm.count > 1 ? say(locale, 'upkeep.again', { count: alarm.count }) : null,
    clear: say(locale, 'upkeep.clear_of', { alarm: alarm.slip ? `${label}, ${alarm.slip}` : label }),
  }
}

/** How the vault stands, a line for each thing. */
export function factsInWords(locale: Locale, facts: Facts): Row[] {
  const { scrub, backup, drill, rotatedAt } = facts
  const figure = (value: number) => new Intl.NumberFormat(locale).format(value)
  const since = (fact: { at: Date } | null, more: () => string): Omit<Row, 'label'> =>
    fact === null ? { value: say(locale, 'upkeep.never') } : { value: '', at: fact.at, more: more() }
  const epoch = say(locale, 'upkeep.epoch_number', { epoch: facts.epoch })
  return [
    { label: say(locale, 'upkeep.documents'), value: keptInWords(locale, facts) },
    { label: say(locale, 'upkeep.unfinished'), value: figure(facts.unfinished) },
    { label: say(locale, 'upkeep.not_final'), value: figure(facts.notFinal) },
    rotatedAt
      ? { label: say(locale, 'upkeep.epoch'), value: `${epoch}, ${say(locale, 'upkeep.turned')}`, at: rotatedAt }
      : { label: say(locale, 'upkeep.epoch'), value: epoch },
    { label: say(locale, 'upkeep.clock'), value: say(locale, `upkeep.clock.${facts.clock}`) },
    { label: say(locale, 'upkeep.scrub'), ...since(scrub, () => scrubInWords(locale, scrub)) },
    {
      label: say(locale, 'upkeep.backup'),
      ...since(backup, () => say(locale, 'upkeep.backup_where', { dir: String(backup?.['dir']) })),
    },
    { label: say(locale, 'upkeep.drill'), ...since(drill, () => drillInWords(locale, drill)) },
  ]
}

const keptInWords = (locale: Locale, { documents, bytes }: Facts): string =>
  say(locale, 'upkeep.kept', { count: documents, size: size(locale, bytes) })

const scrubInWords = (locale: Locale, scrub: Facts['scrub']): string =>
  say(locale, 'upkeep.scrub_found', { count: Number(scrub?.['checked']), bad: Number(scrub?.['bad']) })

const drillInWords = (locale: Locale, drill: Facts['drill']): string =>
  drill?.['ok'] === true
    ? say(locale, 'upkeep.drill.good', { seconds: Number(drill['seconds']) })
    : say(locale, 'upkeep.drill.bad', { problem: String(drill?.['problem']) })
