import { requireCode } from '../accounts/proving.ts'
import type { Person } from '../accounts/people.ts'
import { mayPurgeAccounts } from '../accounts/policy.ts'
import { confirmClock } from '../alarms/clock-keeping.ts'
import { mayConfirmClock } from '../alarms/policy.ts'
import type { Desk } from '../desk.ts'
import { markOf, previewPurge, purge, type Purge } from '../leaving/purging.ts'
import { Conflict, Invalid, allow } from '../problems.ts'
import type { Limits } from '../web/limits.ts'

/**
 * Purges after a rehearsal that was read: the number of documents was typed, and a code
 * given unless the administrator has only just signed in. Throws Conflict
 * when things have changed since the rehearsal, Invalid for a wrong number or code, TooMany.
 */
export async function purgeAsRehearsed(
  desk: Desk,
  limits: Limits,
  actor: Person,
  form: { confirm: number | 'yes'; code: string; mark?: string | undefined },
  fresh: boolean,
): Promise<Purge> {
  allow(mayPurgeAccounts(actor))
  const rehearsal = await previewPurge(desk)
  if (form.mark !== undefined && form.mark !== markOf(rehearsal)) throw new Conflict({ key: 'purge.changed' })
  if (rehearsal.totals.accounts === 0) throw new Conflict({ key: 'purge.nobody' })
  // A program says `yes` to the rehearsal that it names; a person types the number that it shows.
  const agreed = form.confirm === 'yes' ? form.mark !== undefined : form.confirm === rehearsal.totals.documents
  if (!agreed) throw new Invalid({ confirm: { key: 'form.purge_number' } })
  await requireProof(desk, limits, actor, { code: form.code, fresh })
  return purge(desk, actor, markOf(rehearsal))
}

/** Says that the clock of the machine is right, with the same proof. Throws Invalid for a wrong code, TooMany. */
export async function confirmClockInPerson(desk: Desk, limits: Limits, actor: Person, proof: Proof): Promise<void> {
  allow(mayConfirmClock(actor))
  await requireProof(desk, limits, actor, proof)
  await confirmClock(desk, actor)
}

type Proof = { code: string; fresh: boolean }

async function requireProof(desk: Desk, limits: Limits, actor: Person, { code, fresh }: Proof): Promise<void> {
  if (fresh) return
  await limits.use('secondFactor', actor.id)
  await desk.db.transaction((tx) => requireCode(tx, desk, actor.id, code))
  await limits.forgive('secondFactor', actor.id)
}
