import { asc, eq, inArray } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import type { Reader, Tx } from '../db/database.ts'
import { blockedSites } from '../db/public-schema.ts'
import type { Desk } from '../desk.ts'
import { Invalid, allow } from '../problems.ts'
import { hostOf, keepBlocked, namesAbove } from '../web/sites.ts'
import { mayBlockSites } from './policy.ts'

type Site = typeof blockedSites.$inferSelect

/** The sites that no link leads to, by name. */
export const blockedList = (db: Reader): Promise<Site[]> =>
  db.select().from(blockedSites).orderBy(asc(blockedSites.host))

/** Reads the list again, for every page that this process draws from now on. */
export async function refreshBlocked(db: Reader): Promise<void> {
  keepBlocked((await blockedList(db)).map(({ host }) => host))
}

/** What blocks this address; null where nothing does, or where it is no address. */
export async function siteBlocking(db: Reader, link: string): Promise<Site | null> {
  const host = hostOf(link)
  if (host === null) return null
  const [site] = await db
    .select()
    .from(blockedSites)
    .where(inArray(blockedSites.host, namesAbove(host)))
  return site ?? null
}

/** From now on no link leads to this host or to a name below it. Throws Invalid for the desk's own. */
export async function blockSite(
  desk: Desk,
  person: Person,
  { host, reason }: Pick<Site, 'host' | 'reason'>,
): Promise<void> {
  allow(mayBlockSites(person))
  if (namesAbove(new URL(desk.config.baseUrl).hostname).includes(host))
    throw new Invalid({ host: { key: 'links.own' } })
  await desk.db.transaction(async (tx) => {
    const [known] = await tx.select().from(blockedSites).where(eq(blockedSites.host, host))
    if (known?.reason === reason) return // sent twice
    const why = { reason, byId: person.id, at: desk.clock.now() }
    const row = { host, ...why }
    await tx.insert(blockedSites).values(row).onConflictDoUpdate({ target: blockedSites.host, set: why })
    await record(tx, { deed: 'site.blocked', at: why.at, actorId: person.id, facts: { site: host, reason } })
    await spread(tx)
  })
}

/** Links lead there again; nothing happens where they do. */
export async function allowSite(desk: Desk, person: Person, host: string): Promise<void> {
  allow(mayBlockSites(person))
  await desk.db.transaction(async (tx) => {
    const allowed = await tx.delete(blockedSites).where(eq(blockedSites.host, host)).returning()
    if (allowed.length === 0) return
    await record(tx, { deed: 'site.allowed', at: desk.clock.now(), actorId: person.id, facts: { site: host } })
    await spread(tx)
  })
}

async function spread(tx: Tx): Promise<void> {
  const hosts = (await blockedList(tx)).map(({ host }) => host)
  tx.onCommit(() => keepBlocked(hosts))
}
