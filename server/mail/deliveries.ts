import type { Desk } from '../desk.ts'
import { deliver } from './outbox.ts'
import { openTransport } from './transport.ts'

/** Defines the job that delivers letters; answers what closes the line to the mail server. */
export function defineMail(desk: Desk): () => void {
  const transport = openTransport(desk.config)
  if (!transport) return () => undefined
  desk.jobs.define('deliverLetter', ({ id }) => deliver(desk, transport, id ?? ''))
  return transport.close
}
