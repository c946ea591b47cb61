import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { eq } from 'drizzle-orm'
import type { Person } from '../../server/accounts/people.ts'
import { newId } from '../../server/db/ids.ts'
import { tickets } from '../../server/db/schema.ts'
import { destroyDocument } from '../../server/documents/destroying.ts'
import { rotateKeys } from '../../server/documents/rotating.ts'
import { discard, sealUpload } from '../../server/documents/storing.ts'
import { closeAccount } from '../../server/leaving/closing.ts'
import type { OpenDesk } from '../../server/open.ts'
import { only } from '../../server/problems.ts'
import { postReply } from '../../server/tickets/replies.ts'
import { switchVisibility } from '../../server/visibility/switching.ts'
import { openLimits } from '../../server/web/limits.ts'
import { PASSWORD } from '../support/cast.ts'
import { entered } from './telling.ts'

export type At = { desk: OpenDesk; index: number; owner: Person }

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** What customers do, each between two lines of the ledger. */
export const deeds = {
  async store({ desk, index, owner }: At, ticketId: string, content: Buffer): Promise<string> {
    const body = newId()
    let id = ''
    await entered(index, 'store', { body, owner: owner.id, sha256: sha256(content) }, async () => {
      ;({ id } = await seal(desk, owner, `${body}.bin`, content))
      await post(desk, owner, ticketId, body, [id])
      return { id }
    })
    return id
  },
  destroy: ({ desk, index, owner }: At, id: string): Promise<void> =>
    entered(index, 'destroy', { id }, async () => ({ whole: await destroyDocument(desk, owner, id, 'request') })),
  reply({ desk, index, owner }: At, ticketId: string): Promise<void> {
    const body = newId()
    return entered(index, 'reply', { body, owner: owner.id }, () => post(desk, owner, ticketId, body, []))
  },
  async switch({ desk, index, owner }: At, ticketId: string): Promise<void> {
    const { visibility } = await ticketOf(desk, ticketId)
    const to = visibility === 'public' ? 'private' : 'public'
    await entered(index, 'switch', { ticketId, to }, () => switchVisibility(desk, owner, ticketId, to))
  },
  rotate: ({ desk, index }: At): Promise<void> =>
    entered(index, 'rotate', {}, async () => void (await rotateKeys(desk, null))),
  /** Lets go of something that was sealed for a form which was never taken. */
  discard: ({ desk, index, owner }: At): Promise<void> =>
    entered(index, 'discard', {}, async () => {
      const { id } = await seal(desk, owner, 'discarded', Buffer.alloc(1000, 1))
      await discard(desk, id)
    }),
  close: ({ desk, index, owner }: At): Promise<void> =>
    entered(index, 'close', { owner: owner.id }, () =>
      closeAccount(desk, openLimits(desk.db), owner, { password: PASSWORD, code: '' }),
    ),
}

const seal = (desk: OpenDesk, owner: Person, name: string, content: Buffer) =>
  sealUpload(
    desk,
    { accountId: owner.id, storedById: owner.id, kind: 'file' },
    { name, type: 'application/octet-stream' },
    Readable.from([content]),
  )

async function post(desk: OpenDesk, owner: Person, ticketId: string, body: string, ids: string[]): Promise<void> {
  const { epoch } = await ticketOf(desk, ticketId)
  await postReply(desk, owner, ticketId, { body, internal: false, epoch }, ids)
}

const ticketOf = async ({ db }: OpenDesk, id: string) => only(await db.select().from(tickets).where(eq(tickets.id, id)))
