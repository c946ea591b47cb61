import type { Person } from '../accounts/people.ts'
import type { Reader } from '../db/database.ts'
import type { Desk } from '../desk.ts'
import { tellOfBrokenGlass } from '../mail/notices.ts'
import { Conflict, Invalid, allow } from '../problems.ts'
import { spendCode } from '../signin/totp.ts'
import type { Limits } from '../web/limits.ts'
import { tell } from '../words/words.ts'
import { leaveFor } from './deciding.ts'
import { give, writeDown } from './giving.ts'
import type { Leave } from './grants.ts'
import { mayApprove, waits } from './policy.ts'
import { spanOf } from './spans.ts'

/**
 * A second member of staff breaks the glass for the one who asked, against a fresh code of their own; the owner is told
 * who asked and who approved. Throws NotFound, Forbidden, Conflict when it no longer waits, TooMany or Invalid.
 */
export async function approveGlass(
  desk: Desk,
  limits: Limits,
  person: Person,
  id: string,
  code: string,
): Promise<Leave> {
  await requireApprovable(desk.db, desk, person, id)
  await limits.use('secondFactor', person.id)
  const approved = await desk.db.transaction(async (tx) => {
    const leave = await requireApprovable(tx, desk, person, id) // it may have been decided meanwhile
    if (!(await spendCode(tx, desk, person.id, code))) {
      await writeDown(tx, desk, 'document.refused', leave, person.id)
      return null
    }
    await give(tx, desk, leave, person, 'grant.glass_broken')
    const { owner, document, agent, grant, ticketNumber } = leave
    const time = tell(owner.locale, spanOf(grant.minutes))
    const told = { slip: String(document.slip), agent, second: person.name, time }
    await tellOfBrokenGlass(tx, desk, owner, `/tickets/${ticketNumber}#asks`, told)
    tx.onCommit(desk.live.queueChanged)
    return leave
  })
  if (!approved) throw new Invalid({ code: { key: 'form.wrong_code' } })
  await limits.forgive('secondFactor', person.id)
  return approved
}

async function requireApprovable(db: Reader, desk: Desk, person: Person, id: string): Promise<Leave> {
  const leave = await leaveFor(db, desk, person, id)
  allow(mayApprove(person, leave))
  if (!waits(leave.grant, desk.clock.now())) throw new Conflict({ key: 'grants.too_late' })
  return leave
}
