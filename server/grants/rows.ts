import type { Person } from '../accounts/people.ts'
import { isStaff } from '../accounts/policy.ts'
import { slipName } from '../documents/documents.ts'
import type { Message, WordKey } from '../words/words.ts'
import type { Leave } from './grants.ts'
import { holds, mayApprove, mayDecide, waits } from './policy.ts'
import { spanOf } from './spans.ts'

/** A grant as a page tells it to one viewer: `says` is the sentence, which is made of what follows. */
export type Row = {
  id: string
  says: WordKey
  agent: string
  owner: string
  second: string
  slip: string
  purpose: string
  time: Message
  until: Date | null
  waits: boolean
  mayDecide: boolean
  mayApprove: boolean
}

/** What waits for an answer and what holds now, in words for this viewer. */
export const rowsFor = (leaves: Leave[], viewer: Person, now: Date): Row[] =>
  leaves
    .filter(({ grant, document }) => waits(grant, now) || holds(grant, document, now))
    .map((leave) => ({
      id: leave.grant.id,
      says: saysTo(viewer, leave, waits(leave.grant, now)),
      agent: leave.agent,
      owner: leave.owner.name,
      second: leave.decider ?? '',
      slip: slipName(leave.document.slip),
      purpose: leave.grant.purpose,
      time: spanOf(leave.grant.minutes),
      until: leave.grant.expiresAt,
      waits: waits(leave.grant, now),
      mayDecide: mayDecide(viewer, leave),
      mayApprove: waits(leave.grant, now) && mayApprove(viewer, leave),
    }))

function saysTo(viewer: Person, { grant, owner }: Leave, waiting: boolean): WordKey {
  const glass = grant.kind === 'glass'
  if (grant.agentId === viewer.id) {
    return !waiting ? 'grants.you_run' : glass ? 'grants.you_wait_glass' : 'grants.you_wait'
  }
  if (isStaff(viewer)) return !waiting ? 'grants.other_runs' : glass ? 'glass.waits' : 'grants.other_waits'
  if (waiting) return glass ? 'grants.breaks' : 'grants.asks'
  if (grant.decidedById === null) return 'grants.runs_in_advance'
  return grant.decidedById === owner.id ? 'grants.runs' : 'grants.runs_broken'
}
