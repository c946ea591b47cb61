import type { Person } from '../accounts/people.ts'
import type { documents } from '../db/vault-schema.ts'

/** Every line about a document, with its proof: its owner, also when their rights have ended or it is destroyed. */
export const mayProve = (person: Person, document: Pick<typeof documents.$inferSelect, 'accountId'>): boolean =>
  person.id === document.accountId
