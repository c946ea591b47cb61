import { and, eq } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { isStaff } from '../accounts/policy.ts'
import type { Reader, Tx } from '../db/database.ts'
import { grants } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { Conflict, NotFound, allow, found } from '../problems.ts'
import { isId } from '../vault/ids.ts'
import { endAll } from './ending.ts'
import { give, writeDown } from './giving.ts'
import { leavesWith, type Grant, type Leave } from './grants.ts'
import { mayDecide } from './policy.ts'

export type Decision = 'allow' | 'refuse' | 'end'

/** What each decision leads to: sent twice, it is taken once. */
const LEADS_TO: Record<Decision, Grant['state']> = { allow: 'allowed', refuse: 'refused', end: 'ended' }

/**
 * The owner allows, refuses or takes back; answers the number of the ticket. Throws NotFound, Forbidden, or Conflict
 * when it was decided otherwise, or ended, meanwhile.
 */
export async function decide(desk: Desk, person: Person, id: string, decision: Decision): Promise<number> {
  return desk.db.transaction(async (tx) => {
    const leave = await leaveFor(tx, desk, person, id)
    allow(mayDecide(person, leave))
    if (leave.grant.state === LEADS_TO[decision]) return leave.ticketNumber
    if (decision === 'allow') await give(tx, desk, leave, person, 'grant.allowed')
    else if (decision === 'refuse') await refuse(tx, desk, leave, person)
    else if (leave.grant.state === 'allowed') await endAll(tx, desk, [leave], person.id)
    else throw new Conflict({ key: 'grants.too_late' })
    return leave.ticketNumber
  })
}

/** A grant that this person may know of, its owner and staff, else NotFound: the same whether it exists or not. */
export async function leaveFor(db: Reader, desk: Desk, person: Person, id: string): Promise<Leave> {
  const leaves = isId(id) ? await leavesWith(db, eq(grants.id, id), desk.clock.now()) : []
  const leave = found(leaves[0])
  if (!isStaff(person) && person.id !== leave.owner.id) throw new NotFound()
  return leave
}

async function refuse(tx: Tx, desk: Desk, leave: Leave, person: Person): Promise<void> {
  const refused = await tx
    .update(grants)
    .set({ state: 'refused', decidedAt: desk.clock.now(), decidedById: person.id })
    .where(and(eq(grants.id, leave.grant.id), eq(grants.state, 'asked')))
    .returning({ id: grants.id })
  if (refused.length !== 1) throw new Conflict({ key: 'grants.too_late' })
  await writeDown(tx, desk, 'grant.refused', leave, person.id)
}
