import type { Person } from '../accounts/people.ts'
import { isAdmin } from '../accounts/policy.ts'

/** What needs a person needs one who may look after the desk. */
export const mayClearAlarms = (person: Person): boolean => isAdmin(person)

/** Has the desk go through all documents, or turn the root key, before its time. */
export const mayKeepVault = (person: Person): boolean => isAdmin(person)

/** Says that the clock of the machine is right: what ends with time goes on being destroyed. */
export const mayConfirmClock = (person: Person): boolean => isAdmin(person)
