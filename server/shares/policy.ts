import type { Person } from '../accounts/people.ts'
import { isEntitled } from '../accounts/policy.ts'
import type { documents } from '../db/vault-schema.ts'

/** What the rules look at. */
export type Subject = Pick<typeof documents.$inferSelect, 'accountId' | 'state' | 'scan' | 'viewOnce'> & {
  /** The account is open and its access rights run. */
  ownerEntitled: boolean
}

/** Can it be lent at all? Nothing that a scan found bad, and nothing that is gone once it has been read. */
export const canBeLent = ({ state, scan, viewOnce, ownerEntitled }: Subject): boolean =>
  state === 'stored' && scan !== 'infected' && !viewOnce && ownerEntitled

/** Give it to somebody outside by a link, and change how long: its owner alone, never staff (R100, R136). */
export const mayShare = (person: Person, document: Subject): boolean =>
  maySeeShares(person, document) && isEntitled(person) && canBeLent(document)

/** See its links and revoke them: its owner, at any time. */
export const maySeeShares = (person: Person, document: Pick<Subject, 'accountId'>): boolean =>
  person.id === document.accountId
