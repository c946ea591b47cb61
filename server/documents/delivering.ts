import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import type { Desk } from '../desk.ts'
import { asAttachment } from './names.ts'
import type { Content, Heading, Outcome } from './reading.ts'

/** It runs nothing and fetches nothing, wherever it is opened. */
const INERT = "sandbox; default-src 'none'"
/** A browser draws a picture in a page of its own making, with a style of its own; only the desk's pages may hold it. */
const PICTURE = `${INERT}; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'`

/** What a document is must never become a page of this desk: it is saved, or shown in a sandbox as text or picture. */
export function head(response: Response, { kind, name, type, bytes, picture }: Heading): Response {
  return response.set({
    'Content-Type': type,
    'Content-Disposition': kind !== 'file' || picture ? 'inline' : asAttachment(name),
    'Content-Length': String(bytes),
    'Content-Security-Policy': picture ? PICTURE : INERT,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': picture ? 'SAMEORIGIN' : 'DENY',
    'Accept-Ranges': 'none',
    'Cache-Control': 'no-store, no-transform', // nor compressed, which would hide its length
  })
}

/** Sends a content and says how it ended. When it breaks off the line is cut: nobody takes a part for the whole. */
export async function deliver(desk: Desk, response: Response, content: Content): Promise<void> {
  const outcome = await send(response, content)
  try {
    await content.ended?.(outcome)
  } catch (error) {
    // The answer is out: there is nothing left to say on it.
    desk.log.error({ err: error }, 'how a reading ended was not written down')
  }
}

async function send(response: Response, content: Content): Promise<Outcome> {
  // Hung up while the vault was asked: nothing has left.
  if (response.destroyed) content.stream.destroy()
  if (response.destroyed) return 'unsent'
  try {
    await pipeline(content.stream, head(response, content))
    return 'whole'
  } catch {
    // Its reader hung up, it was destroyed meanwhile, or it is damaged, which `download` has raised the alarm for.
    const outcome = response.headersSent ? 'cut' : 'unsent'
    response.destroy()
    return outcome
  }
}
