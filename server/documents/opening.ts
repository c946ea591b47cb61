import type { Person } from '../accounts/people.ts'
import { isStaff } from '../accounts/policy.ts'
import type { Tx } from '../db/database.ts'
import type { Desk } from '../desk.ts'
import { grantFor, runningGrant } from '../grants/grants.ts'
import { tellOfOpening } from '../mail/notices.ts'
import { Conflict, Forbidden, Gone, Invalid } from '../problems.ts'
import { isProved, proveAnew } from '../signin/step-up.ts'
import type { Limits } from '../web/limits.ts'
import { promiseDestruction } from './destroying.ts'
import { documentFor, type Document } from './documents.ts'
import { conclude, permitted, write } from './permits.ts'
import { mayOpen, mayRead } from './policy.ts'
import { download, headingOf, type Content, type Heading } from './reading.ts'
import { isReadByStaff, mintToken, spendToken } from './tokens.ts'

/** Who opens a document, and in which session: a code and a token count there alone. */
export type Opener = { person: Person; sessionId: string; documentId: string }
type Given = { code: string; reason: string }

const readingOf = ({ documentId, person }: Opener) => ({ documentId, readerId: person.id })

/**
 * Lets support open a document within a minute, once, in this session: by leave of its owner, a code not older than five
 * minutes and a reason. Answers the token. Throws NotFound, Gone, Forbidden, TooMany or Invalid.
 */
export async function stepUp(desk: Desk, limits: Limits, opener: Opener, given: Given): Promise<string> {
  return refusing(desk, opener, () => proving(desk, limits, opener, given, (tx) => mint(tx, desk, opener, given)))
}

/** Opens a document for support with what a token was given for. Throws like `stepUp`; Conflict when it is used or over. */
export async function openWith(desk: Desk, opener: Opener, token: string, shown: boolean): Promise<Content> {
  return refusing(desk, opener, () =>
    download(desk, readingOf(opener), shown ? 'shown' : 'inert', async () => {
      const document = await desk.db.transaction((tx) => take(tx, desk, opener, token))
      return { document, ended: (outcome) => conclude(desk, opener.person, document, outcome, token) }
    }),
  )
}

/** Both in one step, with nothing in between: the content for whoever may have it. */
export async function openAtOnce(desk: Desk, limits: Limits, opener: Opener, given: Given): Promise<Content> {
  return refusing(desk, opener, () =>
    download(desk, readingOf(opener), 'inert', async () => {
      const { document, token } = await proving(desk, limits, opener, given, async (tx) => {
        const token = await mint(tx, desk, opener, given)
        return { document: await take(tx, desk, opener, token), token }
      })
      return { document, ended: (outcome) => conclude(desk, opener.person, document, outcome, token) }
    }),
  )
}

/** The owner's own document. It is in the record too, so that a stolen session shows. */
export async function contentFor(desk: Desk, person: Person, documentId: string, shown = false): Promise<Content> {
  return download(desk, { documentId, readerId: person.id }, shown ? 'shown' : 'own', async () => {
    const document = await desk.db.transaction(async (tx) => {
      const mine = await permitted(tx, desk, person, documentId, mayRead)
      await write(tx, desk, 'document.opened', mine, person, { own: 1 })
      return mine
    })
    return { document, ended: (outcome) => conclude(desk, person, document, outcome, null) }
  })
}

/** What `contentFor` would be headed with; opens nothing, so the record does not tell of it. */
export async function headingFor(desk: Desk, person: Person, documentId: string): Promise<Heading> {
  return headingOf(desk, await permitted(desk.db, desk, person, documentId, mayRead))
}

/** What the card asks of somebody who may open the document: a code, unless one was spent just before. */
export async function openingOnCard(desk: Desk, { person, sessionId }: Opener, document: Document) {
  return { asksCode: mayOpen(person, document) && !(await isProved(desk.db, sessionId, desk.clock.now())) }
}

/** Goes on in one transaction with the code and the leave. Where either is refused, nothing is spent on the other. */
async function proving<T>(
  desk: Desk,
  limits: Limits,
  { person, sessionId, documentId }: Opener,
  { code, reason }: Given,
  then: (tx: Tx) => Promise<T>,
): Promise<T> {
  await permitted(desk.db, desk, person, documentId, mayOpen)
  const proved = await isProved(desk.db, sessionId, desk.clock.now())
  if (!proved) await limits.use('secondFactor', person.id)
  const done = await desk.db.transaction(async (tx) => {
    const document = await permitted(tx, desk, person, documentId, mayOpen) // it may have changed meanwhile
    if (!(await proveAnew(tx, desk, { id: sessionId, personId: person.id }, code))) return null
    if (!(await grantFor(tx, desk, person, document, reason))) throw new Forbidden()
    return { value: await then(tx) }
  })
  if (done === null) throw new Invalid({ code: { key: 'form.wrong_code' } })
  if (!proved) await limits.forgive('secondFactor', person.id)
  return done.value
}

const mint = (tx: Tx, desk: Desk, { documentId, sessionId }: Opener, { reason }: Given): Promise<string> =>
  mintToken(tx, { documentId, sessionId, reason, now: desk.clock.now() })

/** Spends a token. What was allowed is looked at again; line and letter are committed before the first byte leaves. */
async function take(tx: Tx, desk: Desk, opener: Opener, token: string): Promise<Document> {
  const { person, documentId } = opener
  const now = desk.clock.now()
  const document = await permitted(tx, desk, person, documentId, mayOpen)
  if (!(await runningGrant(tx, documentId, person.id, now))) throw new Forbidden()
  if (document.viewOnce && (await isReadByStaff(tx, documentId))) throw new Gone()
  const reason = await spendToken(tx, token, { ...opener, now })
  if (reason === null) throw new Conflict({ key: 'viewing.used_up' })
  if (document.viewOnce) await promiseDestruction(tx, desk, documentId)
  await write(tx, desk, 'document.opened', document, person, { reason })
  const { owner, slip, id } = document
  await tellOfOpening(tx, desk, owner, `/documents/${id}`, { slip: String(slip), agent: person.name })
  return document
}

/** A try of support that is refused is for the owner to see. A form that lacks something is no try. */
async function refusing<T>(desk: Desk, { person, documentId }: Opener, deed: () => Promise<T>): Promise<T> {
  try {
    return await deed()
  } catch (problem) {
    const why = problem instanceof Forbidden ? 'leave' : problem instanceof Conflict ? 'token' : wrongCode(problem)
    if (why && isStaff(person)) {
      const document = await documentFor(desk.db, person, documentId, desk.clock.now())
      await desk.db.transaction((tx) => write(tx, desk, 'document.refused', document, person, { why }))
    }
    throw problem
  }
}

const wrongCode = (problem: unknown): 'code' | null =>
  problem instanceof Invalid && problem.fields['code']?.key === 'form.wrong_code' ? 'code' : null
