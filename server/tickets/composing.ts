import type { Person } from '../accounts/people.ts'
import { newId } from '../db/ids.ts'
import type { Desk } from '../desk.ts'
import { Invalid } from '../problems.ts'
import { decisionsIn } from '../review/forms.ts'
import { guarded } from '../review/guarding.ts'
import { adviceOn, foundIn } from '../review/showing.ts'
import type { Place, Saying } from '../review/weighing.ts'
import { COVER } from '../web/covers.ts'
import { tidied } from '../web/forms.ts'
import { moment } from '../words/formats.ts'
import { say, type Locale } from '../words/words.ts'
import type { CheckForm } from './forms.ts'
import { openTicket, ticketIdOf, twinOfTicket, type Opening } from './opening.ts'
import type { Viewer } from './policy.ts'
import { postReply, twinOfReply, type Writing } from './replies.ts'
import type { Ticket } from './tickets.ts'

type Sending = Omit<Saying, 'place'> & { locale: Locale }

/** The ticket that a form would open, for what is found in its texts. */
const placeOf = ({ id }: Person, submission: string, isPublic: boolean): Place => ({
  id: ticketIdOf(id, submission),
  ownerId: id,
  visibility: isPublic ? 'public' : 'private',
})

/** Opens a ticket with texts in which everything found is decided; answers its path. Throws like `guarded`. */
export async function sendTicket(
  desk: Desk,
  sending: Sending,
  form: Opening & { key: string },
  ids: string[],
): Promise<string> {
  const { person } = sending
  const place = placeOf(person, form.key, form.visibility === 'public')
  const { subject, body } = form
  const send = guarded(desk, { ...sending, place }, { subject, body }, async ({ texts, unasked, ...decided }) => {
    const { number } = await openTicket(desk, person, { ...form, ...texts, decided }, ids)
    return `/tickets/${number}${told(unasked)}`
  })
  return takenBefore(send, async () => {
    const twin = await twinOfTicket(desk.db, person.id, form.key)
    return twin && `/tickets/${twin.number}`
  })
}

/**
 * Posts a reply in whose text everything found is decided; answers where it stands. What was written under another
 * epoch is not looked at: it is handed back, whatever it says. Notes stay with staff and are not looked at either.
 */
export async function sendReply(
  desk: Desk,
  sending: Sending,
  ticket: Ticket,
  form: Writing,
  ids: string[],
): Promise<string> {
  const { person } = sending
  const at = (id: string, unasked = 0) => `/tickets/${ticket.number}${told(unasked)}#${id}`
  if (form.internal || form.epoch !== ticket.epoch)
    return at((await postReply(desk, person, ticket.id, { ...form, epoch: undefined }, ids)).id)
  const { body } = form
  const send = guarded(desk, { ...sending, place: ticket }, { body }, async ({ texts, unasked, ...decided }) => {
    const reply = await postReply(desk, person, ticket.id, { ...form, ...texts, decided }, ids)
    return at(reply.id, unasked)
  })
  return takenBefore(send, () => postedBefore(desk, person, ticket.number, form))
}

/** Where the reply stands that this form has posted already, if it has: another text under its key is none. */
export async function postedBefore(
  desk: Desk,
  person: Person,
  number: unknown,
  { key, body }: Record<string, unknown>,
): Promise<string | undefined> {
  const twin = typeof key === 'string' ? await twinOfReply(desk.db, person.id, key) : undefined
  // What was moved to the vault is no longer in the text as it was stored.
  const isSame = twin?.body === tidied(String(body)) || twin?.body.match(COVER)
  return twin && isSame ? `/tickets/${String(number)}#${twin.id}` : undefined
}

/**
 * Where a form stands that is refused for what is found in it, but was taken when it was sent before: what that sending
 * moved to the vault is found in the second one.
 */
async function takenBefore(sent: Promise<string>, twin: () => Promise<string | undefined>): Promise<string> {
  try {
    return await sent
  } catch (problem) {
    const path = problem instanceof Invalid ? await twin() : undefined
    if (path) return path
    throw problem
  }
}

/** The next page tells its author what went into the vault by the owner's rule. */
const told = (unasked: number): string => (unasked > 0 ? `?moved=${unasked}` : '')

/** How many things went into the vault, as the address of the page says; 0 for anything that no redirect of ours says. */
export const movedIn = (query: Record<string, unknown>): number =>
  /^[1-9]\d?$/.test(String(query['moved'])) ? Number(query['moved']) : 0

/** What was found in the form for a new ticket; `key` is the submission that it is marked under. */
export function foundInNew(
  desk: Desk,
  locale: Locale,
  person: Person,
  values: Record<string, unknown> & { key: string },
) {
  const place = placeOf(person, values.key, values['visibility'] === 'public')
  const { subject, body } = values
  return foundIn(desk, locale, { person, place }, { subject, body }, decisionsIn(values))
}

/** Advice about texts that are being written, with the words of its buttons. */
export async function advised(desk: Desk, locale: Locale, person: Person, ticket: Ticket | null, form: CheckForm) {
  const place = ticket ?? placeOf(person, form.key ?? newId(), form.visibility === 'public')
  const { subject, body } = form
  return {
    advice: await adviceOn(desk, locale, { person, place }, { subject, body }),
    accept: say(locale, 'guard.accept'),
    accepted: say(locale, 'guard.accepted'),
    undo: say(locale, 'guard.undo'),
  }
}

/** What a composer shows besides its text: what was found in it, and what has changed since it was written. */
export async function composed(
  desk: Desk,
  locale: Locale,
  viewer: Viewer,
  ticket: Ticket,
  values: Record<string, unknown>,
) {
  const { body, internal, epoch } = values
  if (!viewer || !body || internal) return { findings: null, changed: null }
  const switched = epoch !== undefined && epoch !== String(ticket.epoch)
  return {
    findings: await foundIn(desk, locale, { person: viewer, place: ticket }, { body }, decisionsIn(values)),
    changed: switched ? changeIn(locale, ticket) : null,
  }
}

const changeIn = (locale: Locale, { publicSince }: Ticket): string =>
  publicSince ? say(locale, 'guard.now_public', { at: moment(locale, publicSince) }) : say(locale, 'guard.now_private')
