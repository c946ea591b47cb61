// What can go wrong in a deed. None of it knows HTTP: web/errors.ts alone turns problems into pages.
import type { Message } from './words/words.ts'

/** There is nothing here that this person may see; whether it exists is not said. */
export class NotFound extends Error {}

/** It was here and was destroyed: it does not come back. */
export class Gone extends Error {}

/** The thing is known to this person, but not theirs to change. */
export class Forbidden extends Error {}

/** Signing in (or finishing to sign in) would help. */
export class SignInNeeded extends Error {}

/** The access rights of this customer have ended: only export, renewal, closure and making private are left (R21). */
export class RightsEnded extends Error {}

/** What was sent cannot be taken; `fields` says per field what to do about it. */
export class Invalid extends Error {
  readonly fields: Record<string, Message>
  constructor(fields: Record<string, Message>) {
    super(`Invalid: ${Object.keys(fields).join(', ')}`)
    this.fields = fields
  }
}

/** It was right when it was written, but the thing has changed since. */
export class Conflict extends Error {
  readonly why: Message
  constructor(why: Message) {
    super(why.key)
    this.why = why
  }
}

/** Too many tries; `seconds` until the next one is taken. */
export class TooMany extends Error {
  readonly seconds: number
  constructor(seconds: number) {
    super(`Too many tries, wait ${seconds} s`)
    this.seconds = seconds
  }
}

/** What arrived is cut off, or in no form that the desk reads. */
export class Unreadable extends Error {}

/** What arrived is larger than the desk takes. */
export class TooLarge extends Error {}

/** The thing looked for, or NotFound. */
export function found<T>(thing: T | undefined | null): T {
  if (thing === undefined || thing === null) throw new NotFound()
  return thing
}

/** Goes on only if the policy says yes. */
export function allow(permitted: boolean): void {
  if (!permitted) throw new Forbidden()
}

/** The only row of a look-up or an insert that cannot be empty. */
export function only<T>(rows: T[]): T {
  const [row] = rows
  if (row === undefined) throw new Error('A row was expected and none came')
  return row
}
