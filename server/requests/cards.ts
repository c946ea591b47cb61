import type { Person } from '../accounts/people.ts'
import { isStaff } from '../accounts/policy.ts'
import { KINDS } from '../db/vault-schema.ts'
import { newId } from '../db/ids.ts'
import type { Desk } from '../desk.ts'
import { waitingFor } from '../documents/storing.ts'
import type { Form } from '../web/views.ts'
import { say, type Locale } from '../words/words.ts'
import { mayAnswer, mayRequest, mayWithdraw } from './policy.ts'
import { openRequests, type Asked } from './requests.ts'

/** A form about a request that is shown again: the answer to the one with this `id`, or the form for a new one. */
export type Refused = { id?: string; form: Form }

/** What is wrong with that form, by the ids of its fields: there is one answer for each request on the page. */
export const errorsIn = ({ id, form }: Refused): Record<string, string> =>
  Object.fromEntries(Object.entries(form.errors ?? {}).map(([field, error]) => [id ? `${field}-${id}` : field, error]))

/** What is asked for on a ticket, as its owner answers it and as staff see it. */
export async function requestCards(
  desk: Desk,
  locale: Locale,
  person: Person,
  ticket: Asked['ticket'],
  { refused, notice }: { refused?: Refused; notice?: string | undefined },
) {
  const rows = await openRequests(desk.db, { ticket: ticket.id })
  const { keep } = refused?.form.values ?? {}
  const kept = typeof keep === 'string' ? await waitingFor(desk.db, desk, person, keep.split(' ')) : []
  const fresh = refused && refused.id === undefined ? refused.form : undefined
  return {
    list: rows.map(({ request, who }) => {
      const form = refused?.id === request.id ? refused.form : undefined
      return {
        ...request,
        who,
        isFile: request.kind === 'file',
        mayAnswer: mayAnswer(person, { ...request, ticket }),
        mayWithdraw: mayWithdraw(person, { ...request, ticket }),
        form: { values: { label: request.label, ...form?.values }, errors: form?.errors },
        kept: form ? kept : [],
        notice: form && notice,
      }
    }),
    may: isStaff(person) && mayRequest(person, ticket),
    kinds: KINDS.map((value) => ({
      value,
      label: say(locale, `slip.kind.${value}`),
      chosen: value === fresh?.values['kind'],
    })),
    form: { values: { ...fresh?.values }, errors: fresh?.errors },
    key: newId(),
  }
}
