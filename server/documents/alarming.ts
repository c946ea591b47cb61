import { and, eq, inArray } from 'drizzle-orm'
import { raiseAlarm, type What } from '../alarms/alarms.ts'
import { documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { isVaultProblem } from '../vault/problems.ts'

const ALARMING = ['damaged', 'no-key', 'no-blob'] as const

/**
 * Raises the alarm when an error says that the vault refuses to give a document out: it was tampered with, or something
 * of it is missing. Answers whether it did: one that is being destroyed meanwhile is no fault, and other errors are
 * somebody else's. Never rejects: whoever reads has an error of their own already.
 */
export async function sayDamaged(desk: Desk, documentId: string, error: unknown): Promise<boolean> {
  const what = ALARMING.find((problem) => isVaultProblem(error, problem))
  if (!what || !(await isKept(desk, documentId))) return false
  await raiseQuietly(desk, what, documentId, error instanceof Error ? error.message : '')
  return true
}

async function isKept({ db, log }: Desk, id: string): Promise<boolean> {
  const kept = and(eq(documents.id, id), inArray(documents.state, ['stored', 'waiting']))
  try {
    return (await db.select({ id: documents.id }).from(documents).where(kept)).length > 0
  } catch (err) {
    log.error({ err, document: id }, 'nobody knows whether a damaged document is kept')
    return true
  }
}

/** Raises an alarm beside something that fails anyway; never rejects. */
export async function raiseQuietly(desk: Desk, what: What, about: string, detail: string): Promise<void> {
  try {
    await raiseAlarm(desk, what, about, detail)
  } catch (err) {
    desk.log.error({ err, alarm: what, about }, 'an alarm was not raised')
  }
}
