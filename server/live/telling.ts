import type { Bus } from '../db/bus.ts'
import type { Live } from '../desk.ts'

type Fits = (value: unknown) => boolean

const number: Fits = (value) => Number.isSafeInteger(value)
const id: Fits = (value) => typeof value === 'string' && /^[0-9a-f]{32,64}$/.test(value)
const yesOrNo: Fits = (value) => typeof value === 'boolean'
const event: Fits = (value) => value === 'stored' || value === 'opened' || value === 'destroyed'

/** What each message carries: ids and nothing else. */
const shapes: Record<keyof Live, Fits[]> = {
  replyPosted: [number, id, yesOrNo],
  ticketChanged: [number],
  documentChanged: [number, id, event],
  accessChanged: [number],
  queueChanged: [],
  visibilityChanged: [number],
  sessionEnded: [id],
  personEnded: [id],
}
const names = Object.keys(shapes) as (keyof Live)[]

/** A live line that says everything to those who are here, at once, and to the other processes of the desk. */
export function everywhere(here: Live, bus: Bus): Live {
  const both =
    (name: keyof Live) =>
    (...given: never[]) => {
      say(here, name, given)
      bus.tell(JSON.stringify([name, ...given]))
    }
  return Object.fromEntries(names.map((name) => [name, both(name)])) as Live
}

/** Says here what another process told. Throws at what no desk says. */
export function repeat(here: Live, message: string): void {
  const [name, ...given] = JSON.parse(message) as [keyof Live, ...unknown[]]
  const shape = names.includes(name) ? shapes[name] : null
  if (shape?.length !== given.length || !shape.every((fits, at) => fits(given[at])))
    throw new Error('Something was told that no desk says')
  say(here, name, given)
}

const say = (here: Live, name: keyof Live, given: unknown[]): void =>
  (here[name] as (...given: unknown[]) => void)(...given)
