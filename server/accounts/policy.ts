import type { Person } from './people.ts'

export const isStaff = (person: Person | null): boolean => person !== null && person.role !== 'customer'
export const isAdmin = (person: Person | null): boolean => person?.role === 'admin'

/** A customer whose access rights run: everything but the account pages asks for it (R21, R22). */
export const isEntitled = (person: Person | null): boolean => person !== null && !person.expired

export const mayCloseAccount = (person: Person): boolean => person.role === 'customer'
export const mayRenew = (person: Person): boolean => person.role === 'customer' && person.rightsEndAt !== null
/** Everybody may take their own data with them, staff too (R5, R179). */
export const mayExport = (person: Person | null): boolean => person !== null
/** What is written into the account; whose access rights have ended can only export, renew and close. */
export const mayChangeAccount = (person: Person): boolean => isEntitled(person)
/** What happens to secrets in messages is said by whose tickets they are on: a customer. */
export const mayChooseSecretRule = (person: Person): boolean => person.role === 'customer' && isEntitled(person)
export const mayPurgeAccounts = (person: Person): boolean => isAdmin(person)
export const mayInviteStaff = (person: Person): boolean => isAdmin(person)
export const maySeeAudit = (person: Person): boolean => isAdmin(person)
export const maySeeOutbox = (person: Person): boolean => isAdmin(person)
export const mayResetSecondFactor = (person: Person): boolean => isAdmin(person)
export const maySetExpiry = (person: Person): boolean => isAdmin(person)
