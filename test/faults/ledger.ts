import type { Line } from './launching.ts'

/** What the answers that were given promise, and what may have happened besides. */
export type Promises = {
  /** What lies on a ticket, with the SHA-256 of its content; `doomed`: its destruction was asked for. */
  stored: Map<string, { owner: string; sha256: string; doomed: boolean }>
  /** Said to be destroyed. */
  destroyed: Set<string>
  /** Said to be destroyed, and a rotation of the root key began after that and ended. */
  final: Set<string>
  /** By their text: posted, or only sent. */
  replies: Map<string, { owner: string; posted: boolean }>
  /** By ticket: how its shutter may stand. */
  shutters: Map<string, Set<string>>
  /** Who closed their account, or was about to. */
  closed: Set<string>
  /** The ciphertexts (hex) of every wrapped key that a document ever had. */
  wraps: Map<string, string[]>
}

type Entry = { deed?: string; phase?: 'begun' | 'done'; n: number } & Record<
  'id' | 'body' | 'owner' | 'sha256',
  string
> &
  Record<'wrap' | 'ticketId' | 'to', string> & { whole: boolean }

/** Reads the ledger of one desk from its beginning. */
export function promisesIn(ledger: Line[]): Promises {
  const promises: Promises = {
    stored: new Map(),
    destroyed: new Set(),
    final: new Set(),
    replies: new Map(),
    shutters: new Map(),
    closed: new Set(),
    wraps: new Map(),
  }
  let due: string[] = []
  for (const entry of ledger as Entry[]) {
    const { deed, phase, id, wrap } = entry
    if (wrap !== undefined) promises.wraps.set(id, [...(promises.wraps.get(id) ?? []), wrap])
    else if (deed === 'rotate' && phase === 'begun') due = [...promises.destroyed]
    else if (deed === 'rotate') due.forEach((one) => promises.final.add(one))
    else if (phase === 'begun') ask(promises, entry)
    else if (phase === 'done') promise(promises, entry)
  }
  return promises
}

function ask({ stored, replies, shutters, closed }: Promises, { deed, id, body, owner, ticketId, to }: Entry): void {
  if (deed === 'store' || deed === 'reply') replies.set(body, { owner, posted: false })
  if (deed === 'switch') shutters.set(ticketId, new Set([...(shutters.get(ticketId) ?? ['private']), to]))
  if (deed === 'close') closed.add(owner)
  // What they wrote goes with them.
  if (deed === 'close') for (const [one, reply] of replies) if (reply.owner === owner) replies.delete(one)
  for (const [one, document] of stored)
    if (one === id || (deed === 'close' && document.owner === owner)) document.doomed = true
}

function promise(promises: Promises, { deed, id, body, owner, sha256, ticketId, to, whole }: Entry): void {
  const { stored, destroyed, replies, shutters } = promises
  if (deed === 'store') stored.set(id, { owner, sha256, doomed: false })
  if (deed === 'store' || deed === 'reply') replies.set(body, { owner, posted: true })
  if (deed === 'switch') shutters.set(ticketId, new Set([to]))
  if (deed === 'destroy' && whole) destroyed.add(id)
  if (deed === 'close') for (const [one, document] of stored) if (document.owner === owner) destroyed.add(one)
}
