import { Readable } from 'node:stream'
import { setExpiry } from '../accounts/access-rights.ts'
import { accountById, personIn, type Person } from '../accounts/people.ts'
import { confirmAccount, register } from '../accounts/registering.ts'
import { DAY, HOUR, MINUTE, after } from '../clock.ts'
import type { Desk } from '../desk.ts'
import { found } from '../problems.ts'
import { assignTicket, setStatus } from '../tickets/handling.ts'
import { openTicket } from '../tickets/opening.ts'
import { postReply } from '../tickets/replies.ts'
import { ticketFor, type Ticket } from '../tickets/tickets.ts'
import { destroyDocument } from '../documents/destroying.ts'
import { fileDocuments, sealText, sealUpload } from '../documents/storing.ts'
import { switchVisibility } from '../visibility/switching.ts'
import { isoDay } from '../words/formats.ts'
import type { DemoCast } from './demo-cast.ts'
import { ago } from './demo-past.ts'
import { fillPublicSide } from './demo-public.ts'
import { demoPicture } from './demo-picture.ts'
import { STORIES, type Story } from './demo-stories.ts'

/** Fills a demo desk with tickets, through the same functions as the pages. */
export async function fillTickets(desk: Desk, cast: DemoCast): Promise<void> {
  for (const story of STORIES) await tell(desk, cast, story)
  await fillPublicSide(desk, cast)
  await leaveSomebodyExpired(desk)
}

async function tell(desk: Desk, cast: DemoCast, story: Story): Promise<void> {
  const owner = cast[story.owner]
  const then = ago(desk, story.daysAgo * DAY)
  const documents = await seal(then, owner, story)
  const form = { subject: story.subject, body: story.body, category: story.category, visibility: 'private' as const }
  const ticket = await openTicket(then, owner, form, documents)
  const { number, id } = ticket
  if (story.once) await putOnce(then, owner, ticket, story.once)
  for (const [at, line] of story.replies.entries()) {
    const later = ago(desk, story.daysAgo * DAY - (at + 1) * 35 * MINUTE)
    const author = cast[line.by]
    if (at === 0 && author.role !== 'customer')
      await assignTicket(later, author, await ticketFor(desk.db, author, number), 'me')
    const { epoch } = await ticketFor(desk.db, cast.bea, number)
    await postReply(later, author, id, { body: line.body, internal: line.note ?? false, epoch }, [])
  }
  const end = ago(desk, story.daysAgo * DAY - 6 * HOUR)
  if (story.solved) await setStatus(end, owner, await ticketFor(desk.db, owner, number), 'solved')
  if (story.open) await switchVisibility(end, owner, id, 'public')
  if (story.destroys) await destroyDocument(end, owner, found(documents[story.destroys - 1]), 'request')
}

async function seal(desk: Desk, owner: Person, { files = [], secret }: Story): Promise<string[]> {
  const whose = { accountId: owner.id, storedById: owner.id }
  const ids: string[] = []
  for (const { name, type, bytes } of files) {
    const content = Readable.from([type === 'image/png' ? demoPicture() : Buffer.alloc(bytes, 'Guichet ')])
    ids.push((await sealUpload(desk, { ...whose, kind: 'file' }, { name, type }, content)).id)
  }
  if (secret) ids.push((await sealText(desk, { ...whose, kind: 'serial_key' }, secret.label, secret.text)).id)
  return ids
}

async function putOnce(desk: Desk, owner: Person, ticket: Ticket, { label, text }: NonNullable<Story['once']>) {
  const whose = { accountId: owner.id, storedById: owner.id, kind: 'credential' as const }
  const { id } = await sealText(desk, whose, label, text)
  await desk.db.transaction((tx) => fileDocuments(tx, desk, [id], { ticket, actorId: owner.id, once: true }))
}

/** A customer whose access ended yesterday, so that the administrator has a purge to rehearse. */
async function leaveSomebodyExpired(desk: Desk): Promise<void> {
  const before = ago(desk, 40 * DAY)
  const form = { name: 'Dana Roux', email: 'dana@example.org', passwordHash: '', locale: 'fr' as const }
  const dana = await desk.db.transaction(async (tx) => {
    const { id } = found(await register(tx, before, form))
    await confirmAccount(tx, before, id)
    return personIn(found(await accountById(tx, id)), desk.clock.now())
  })
  const files = [{ name: 'contrat.pdf', type: 'application/pdf', bytes: 1_840_000 }]
  const documents = await seal(before, dana, { files } as Story)
  const ticket = {
    subject: 'Transfert de licence',
    body: 'Le contrat est joint.',
    category: 'licences',
    visibility: 'private',
  } as const
  await openTicket(before, dana, ticket, documents)
  await setExpiry(desk, dana.email, isoDay(after(desk.clock.now(), -DAY)), null)
}
