import { and, eq, gt, isNull } from 'drizzle-orm'
import { DAY, HOUR, after } from '../clock.ts'
import type { Reader, Tx } from '../db/database.ts'
import { hashToken, newToken } from '../db/ids.ts'
import { links } from '../db/schema.ts'
import { found } from '../problems.ts'

type Kind = (typeof links.$inferSelect)['kind']
const LASTS: Record<Kind, number> = { activate: 7 * DAY, confirm: 2 * DAY, reset: HOUR }

/** Makes a link that works once and answers its token; earlier ones of its kind for that person stop working. */
export async function makeLink(tx: Tx, kind: Kind, personId: string | null, now: Date): Promise<string> {
  const token = newToken()
  if (personId) await tx.delete(links).where(and(eq(links.personId, personId), eq(links.kind, kind)))
  await tx.insert(links).values({ id: hashToken(token), kind, personId, expiresAt: after(now, LASTS[kind]) })
  return token
}

/** Whom a link is for, while it works; else NotFound. Looking does not use it up. */
export async function linkFor(db: Reader, kind: Kind, token: string, now: Date) {
  const [row] = await db
    .select()
    .from(links)
    .where(usable(kind, token, now))
  return found(row)
}

/** Uses a link up and answers whom it is for; NotFound if it does not work any more. */
export async function useLink(tx: Tx, kind: Kind, token: string, now: Date) {
  const [row] = await tx
    .update(links)
    .set({ usedAt: now })
    .where(usable(kind, token, now))
    .returning()
  return found(row)
}

const usable = (kind: Kind, token: string, now: Date) =>
  and(eq(links.id, hashToken(token)), eq(links.kind, kind), isNull(links.usedAt), gt(links.expiresAt, now))
