import type { Request } from 'express'
import type { Person } from '../accounts/people.ts'
import type { Locale } from '../words/words.ts'

/** The session behind a request. Only kind `full` is somebody signed in; the others wait for a second factor. */
export type Session = { id: string; personId: string; kind: 'full' | 'password' | 'enrol'; csrf: string; since: Date }

/** Who asks, in which language. `person` is there only when signing in is complete. */
export type Visit = { locale: Locale; session: Session | null; person: Person | null }

const visits = new WeakMap<Request, Visit>()

/** Says who makes this request; once, by the guard. */
export const startVisit = (request: Request, visit: Visit): void => void visits.set(request, visit)

/** Who makes this request. Before the guard has looked: nobody, in English. */
export const visitOf = (request: Request): Visit => visits.get(request) ?? { locale: 'en', session: null, person: null }
