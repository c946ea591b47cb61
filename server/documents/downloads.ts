import { setTimeout as pause } from 'node:timers/promises'
import { SECOND } from '../clock.ts'

/** A download from before its permission is looked at until its last byte. `signal` says that it is cut. */
export type Download = { signal: AbortSignal; end(): void }

/** How many downloads were cut, and whether all of them have ended. */
export type Cut = { cut: number; ended: boolean }

type Running = { readerId: string; controller: AbortController; ended: Promise<void> }

const running = new Map<string, Set<Running>>()
const PATIENCE = 2 * SECOND

/** Announces a download, so that a destruction from now on cuts it. A reader is a person or a share link. */
export function followDownload(documentId: string, readerId: string): Download {
  const controller = new AbortController()
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const mine = { readerId, controller, ended }
  const others = running.get(documentId) ?? new Set()
  running.set(documentId, others.add(mine))
  return {
    signal: controller.signal,
    end() {
      others.delete(mine)
      if (others.size === 0 && running.get(documentId) === others) running.delete(documentId)
      resolve()
    },
  }
}

/** Cuts all downloads of a document, or one reader's, at once; waits until they have ended, two seconds at most. */
export async function cutDownloads(documentId: string, readerId?: string): Promise<Cut> {
  const all = [...(running.get(documentId) ?? [])]
  const mine = readerId === undefined ? all : all.filter((one) => one.readerId === readerId)
  for (const { controller } of mine) controller.abort()
  if (mine.length === 0) return { cut: 0, ended: true }
  const waiting = new AbortController()
  const patience = pause(PATIENCE, false, { signal: waiting.signal }).catch(() => false)
  const ended = await Promise.race([Promise.all(mine.map((one) => one.ended)).then(() => true), patience])
  waiting.abort()
  return { cut: mine.length, ended }
}

/** Is somebody reading this document now? */
export const isRunning = (documentId: string): boolean => running.has(documentId)
