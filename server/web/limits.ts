import { RateLimiterDrizzle, RateLimiterRes } from 'rate-limiter-flexible'
import { lt } from 'drizzle-orm'
import type { Database, Tx } from '../db/database.ts'
import { limits } from '../db/schema.ts'
import { TooMany } from '../problems.ts'
import { SECOND } from '../clock.ts'

type Rule = { points: number; seconds: number; block: number }

const rules = {
  /** Wrong passwords for one address from one place, and from one place for any address (ASVS 6.3.1). */
  signIn: { points: 10, seconds: 15 * 60, block: 15 * 60 },
  signInFrom: { points: 100, seconds: 15 * 60, block: 15 * 60 },
  /** Wrong codes of one person: 10 in 15 minutes leave a guess a chance of 1 in 8,000 an hour. */
  secondFactor: { points: 10, seconds: 15 * 60, block: 15 * 60 },
  register: { points: 100, seconds: 60 * 60, block: 60 * 60 },
  letters: { points: 5, seconds: 60 * 60, block: 60 * 60 },
  strength: { points: 120, seconds: 60, block: 60 },
  /** What a text would give away, asked while it is typed. */
  check: { points: 120, seconds: 60, block: 60 },
  /** Tickets like one that is being written, asked while its subject is typed. */
  similar: { points: 120, seconds: 60, block: 60 },
  tickets: { points: 1000, seconds: 60 * 60, block: 10 * 60 },
  replies: { points: 600, seconds: 60, block: 60 },
  /** What one customer says on a ticket of another. What is covered in it could answer guesses (docs/SECURITY.md). */
  comments: { points: 20, seconds: 60 * 60, block: 60 * 60 },
  /** Pages and deeds that read a whole ticket again for what is confidential in it. */
  review: { points: 120, seconds: 60, block: 60 },
  documents: { points: 2000, seconds: 60 * 60, block: 10 * 60 },
  /** Reading a document again to check it: two passes over as much as 2 GB. */
  verify: { points: 30, seconds: 60 * 60, block: 10 * 60 },
  /** Reports of public content from one place: more than somebody writes, fewer than somebody pours in. */
  reports: { points: 30, seconds: 60 * 60, block: 10 * 60 },
  shares: { points: 100, seconds: 60 * 60, block: 10 * 60 },
  /** Passphrases of one share link from one place, and from anywhere. */
  sharePassphrase: { points: 5, seconds: 15 * 60, block: 15 * 60 },
  sharePassphraseAnywhere: { points: 50, seconds: 15 * 60, block: 15 * 60 },
} satisfies Record<string, Rule>

/** Uses that no longer count are forgotten: their keys hold addresses (R71). */
export async function forgetLimits(tx: Tx, now: Date): Promise<void> {
  await tx.delete(limits).where(lt(limits.expire, now))
}

export type Limits = {
  /** Counts one use of `rule` by `who`. Throws TooMany once they are used up. */
  use(rule: keyof typeof rules, who: string): Promise<void>
  /** Forgets the uses: the right password was given after all. */
  forgive(rule: keyof typeof rules, who: string): Promise<void>
  /** Gives one use back: it was no try, but somebody who may. */
  giveBack(rule: keyof typeof rules, who: string): Promise<void>
}

/** Rate limits in the database, so that a restart forgets none. */
export function openLimits(db: Database): Limits {
  const limiters = new Map(Object.entries(rules).map(([name, rule]) => [name, limiter(db, name, rule)]))
  const named = (rule: string) => limiters.get(rule) as RateLimiterDrizzle
  return {
    async use(rule, who) {
      try {
        await named(rule).consume(who)
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal
        throw new TooMany(Math.max(1, Math.ceil(refusal.msBeforeNext / SECOND)))
      }
    },
    async forgive(rule, who) {
      await named(rule).delete(who)
    },
    async giveBack(rule, who) {
      await named(rule).reward(who, 1)
    },
  }
}

const limiter = (db: Database, name: string, rule: Rule) =>
  new RateLimiterDrizzle({
    storeClient: inTransactions(db),
    schema: limits,
    keyPrefix: name,
    points: rule.points,
    duration: rule.seconds,
    blockDuration: rule.block,
    clearExpiredByTimeout: false,
  })

/** The limiter writes with the two statements below; each becomes a transaction of its own, as all writes are. */
function inTransactions(db: Database): unknown {
  return {
    select: db.select,
    insert: (schema: typeof limits) => ({
      values: (row: typeof limits.$inferInsert) => ({
        onConflictDoUpdate: (rule: never) => ({
          returning: () =>
            db.transaction(async (tx) => await tx.insert(schema).values(row).onConflictDoUpdate(rule).returning()),
        }),
      }),
    }),
    delete: (schema: typeof limits) => ({
      where: (what: never) => ({
        returning: () => db.transaction(async (tx) => await tx.delete(schema).where(what).returning()),
      }),
    }),
  }
}
