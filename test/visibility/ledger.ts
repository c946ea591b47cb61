import { AsyncLocalStorage } from 'node:async_hooks'
import { expect } from 'vitest'
import type { Desk } from '../../server/desk.ts'

/** A time in which everybody could read the ticket, and the replies that this was decided about or said in it. */
type Open = { epoch: number; from: number; to: number; allowed: Set<string> }
/** Under which epoch somebody wrote, or what the owner had read before opening. */
export type Doing = { epoch?: number; review?: string[]; begun: number }

/** Who could see what, and when: kept beside the desk, from the moments at which deeds are committed. */
export type Ledger = {
  tick(): number
  /** Does something on behalf of somebody: what is committed in it is written down under that. */
  doing<T>(what: Omit<Doing, 'begun'>, deed: () => Promise<T>): Promise<T>
  readonly isOpen: boolean
  /** Resolves when it is opened for the first time, or when nobody will. */
  readonly opened: Promise<void>
  ends(): void
  /** What somebody without a right to the whole of it has read between two moments. */
  hasRead(ids: string[], from: number, to: number): void
  /** The ids of everything that was said while it was open or was there when it was opened. */
  readonly shown: ReadonlySet<string> | null
  /** Whether a nudge about this reply may go to the world. */
  isForTheWorld(id: string): boolean
}

/** Begins the books of one ticket, which is private in its first epoch; takes the place of the desk's live line before it. */
export function openLedger(desk: Desk, number: number, epoch: number): Ledger & { stop(): void } {
  const actor = new AsyncLocalStorage<Doing>()
  const opens: Open[] = []
  let [now, current] = [0, epoch]
  const last = () => opens.at(-1)
  const isOpen = () => last()?.to === Infinity
  const real = desk.live
  const opened = Promise.withResolvers<void>()
  desk.live = {
    ...real,
    visibilityChanged(ticket) {
      if (ticket === number) {
        now += 1
        current += 1
        const open = last()
        const { begun, review } = actor.getStore() ?? { begun: now, review: [] }
        if (open?.to === Infinity) open.to = now
        else opens.push({ epoch: current, from: begun, to: Infinity, allowed: new Set(review) })
        opened.resolve()
      }
      real.visibilityChanged(ticket)
    },
    replyPosted(ticket, id, internal) {
      if (ticket === number && !internal) {
        now += 1
        expect(actor.getStore()?.epoch, 'a reply is posted in the epoch that it was written under').toBe(current)
        if (isOpen()) last()?.allowed.add(id)
      }
      real.replyPosted(ticket, id, internal)
    },
  }
  return {
    tick: () => ++now,
    doing: (what, deed) => actor.run({ ...what, begun: ++now }, deed),
    get isOpen() {
      return isOpen()
    },
    opened: opened.promise,
    ends: opened.resolve,
    hasRead(ids, from, to) {
      const meanwhile = opens.filter((open) => open.from <= to && open.to >= from)
      for (const id of ids)
        expect(
          meanwhile.some(({ allowed }) => allowed.has(id)),
          `${id} was read from ${from} to ${to}: ${JSON.stringify(opens)}`,
        ).toBe(true)
    },
    get shown() {
      return isOpen() ? (last()?.allowed ?? null) : null
    },
    isForTheWorld: (id) => opens.some(({ allowed }) => allowed.has(id)),
    stop: () => void (desk.live = real),
  }
}
