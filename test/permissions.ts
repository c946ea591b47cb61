import type { Person } from '../server/accounts/people.ts'
import type { Subject as Ticket } from '../server/tickets/policy.ts'
import { FINDING_KINDS } from '../server/detectors/kinds.ts'
import type { Subject as Document } from '../server/documents/policy.ts'
import type { Leave } from '../server/grants/policy.ts'
import type { Subject as Asked } from '../server/requests/policy.ts'
import type { Subject as Lendable } from '../server/shares/policy.ts'
import type { Suspended } from '../server/moderation/policy.ts'
import { filesBelow } from './architecture.ts'
import { root } from './runners.ts'

type Ask = (person: Person | null, ...about: unknown[]) => boolean

const person = (id: string, role: Person['role'], expired = false): Person => {
  const rightsEndAt = role === 'customer' ? new Date('2027-11-22') : null
  const facts = { number: 1, name: id, email: `${id}@example.org`, clearance: 0, rightsEndAt }
  return { id, role, expired, ...facts, locale: 'en', enrolled: role !== 'customer' }
}

/** Who asks. The expired owner is the same person as the owner, a year later. */
const people: Record<string, Person | null> = {
  visitor: null,
  owner: person('owner', 'customer'),
  'expired owner': person('owner', 'customer', true),
  'other customer': person('other', 'customer'),
  'assigned agent': person('assigned', 'agent'),
  'other agent': person('agent', 'agent'),
  administrator: person('admin', 'admin'),
}

const ticket: Ticket = {
  ...{ ownerId: 'owner', visibility: 'private', status: 'open', comments: true },
  ...{ suspendedAt: null, erasedAt: null },
}
const tickets: Record<string, Ticket> = {
  'private ticket': ticket,
  'public ticket': { ...ticket, visibility: 'public' },
  'public ticket, comments closed': { ...ticket, visibility: 'public', comments: false },
  'public ticket, suspended': { ...ticket, visibility: 'public', suspendedAt: new Date('2026-11-22') },
  'closed private ticket': { ...ticket, status: 'closed' },
  'closed public ticket': { ...ticket, status: 'closed', visibility: 'public' },
  'erased ticket': { ...ticket, erasedAt: new Date('2026-11-22') },
}

const open = { accountId: 'owner', ticketId: 'ticket', assigneeId: 'assigned', status: 'open' } as const
const asked = { agentId: 'assigned', kind: 'asked' } as const
const glass = { agentId: 'agent', kind: 'glass' } as const
const document: Document = {
  ...{ ...open, state: 'stored', scan: 'clean', ownerEntitled: true },
  ...{ access: 'ask', leaves: [asked] },
}
const documents: Record<string, Document> = {
  'stored document': document,
  'stored, ticket closed': { ...document, status: 'closed' },
  'stored, ticket assigned to nobody': { ...document, assigneeId: null },
  'stored, ticket assigned to the administrator': { ...document, assigneeId: 'admin' },
  'stored, no leave': { ...document, leaves: [] },
  'stored, allowed in advance': { ...document, leaves: [], access: 'assigned' },
  'stored, glass broken by another agent': { ...document, leaves: [glass] },
  'stored, in quarantine': { ...document, scan: 'infected' },
  'stored, rights of the owner ended': { ...document, ownerEntitled: false },
  'sealed, form not taken yet': { ...document, state: 'waiting', ticketId: null, assigneeId: null, status: null },
  'being destroyed': { ...document, state: 'destroying' },
  'destroyed document': { ...document, state: 'destroyed' },
}

const leaves: Record<string, Leave> = {
  'asked by the assigned agent': { grant: asked, document },
  'glass, asked by another agent': { grant: glass, document },
  'glass, asked by the administrator': { grant: { ...glass, agentId: 'admin' }, document },
  'glass, document in quarantine': { grant: glass, document: { ...document, scan: 'infected' } },
  'glass, rights of the owner ended': { grant: glass, document: { ...document, ownerEntitled: false } },
}

const lendable: Lendable = { ...document, viewOnce: false }
const shares: Record<string, Lendable> = {
  'stored document': lendable,
  'stored, in quarantine': { ...lendable, scan: 'infected' },
  'stored, to be read once': { ...lendable, viewOnce: true },
  'stored, rights of the owner ended': { ...lendable, ownerEntitled: false },
  'destroyed document': { ...lendable, state: 'destroyed' },
}

const requests: Record<string, Asked> = {
  'open request': { state: 'open', ticket },
  'open, on a public ticket': { state: 'open', ticket: { ...ticket, visibility: 'public' } as Ticket },
  'open, ticket closed': { state: 'open', ticket: { ...ticket, status: 'closed' } },
  'open, ticket erased': { state: 'open', ticket: { ...ticket, erasedAt: new Date('2026-11-22') } },
  'answered request': { state: 'answered', ticket },
}

const suspended: Suspended = {
  ...{ byId: 'agent', appealedAt: null, answeredAt: null, liftedAt: null },
  ...{ ticket, sealed: true, colleagues: true },
}
const since = new Date('2026-11-22')
const suspensions: Record<string, Suspended> = {
  'suspended by another agent': suspended,
  appealed: { ...suspended, appealedAt: since },
  'appealed, nobody else is there': { ...suspended, appealedAt: since, colleagues: false },
  'appealed and answered': { ...suspended, appealedAt: since, answeredAt: since },
  lifted: { ...suspended, liftedAt: since },
  'lifted, evidence destroyed': { ...suspended, liftedAt: since, sealed: false },
}
const reports = { 'open report': { state: 'open' }, 'decided report': { state: 'upheld' } } as const

/** What a policy asks about: by its folder, or by the question where that is about something else. */
const things: Record<string, Record<string, object>> = {
  tickets,
  documents,
  mayStore: tickets,
  grants: documents,
  mayDecide: leaves,
  mayApprove: leaves,
  mayAllowInAdvance: tickets,
  publication: tickets,
  review: { 'private ticket': ticket },
  moderation: suspensions,
  maySuspend: tickets,
  mayDecideReport: reports,
  shares,
  proof: documents,
  requests,
  mayRequest: tickets,
}
/** The third thing that a question needs, with all that it can be. */
const details: Record<string, readonly string[]> = {
  maySwitch: ['private', 'public'],
  maySetStatus: ['open', 'pending', 'solved', 'closed'],
  mayKeepFinding: FINDING_KINDS,
  mayMoveFinding: ['owner', 'agent', 'other'],
}

const YES = 'yes'
const NO = '–'
/** The question is asked of somebody who has signed in only. */
const NEVER = '·'

function answer(ask: Ask, who: Person | null, about: unknown[]): string {
  try {
    return ask(who, ...about) ? YES : NO
  } catch (error) {
    if (who === null && error instanceof TypeError) return NEVER
    throw error
  }
}

/** Every way to ask a question: about nothing, about each thing, or about each thing in each way. */
function occasions(folder: string, name: string, ask: Ask): { label: string; about: unknown[] }[] {
  if (ask.length < 2) return [{ label: '', about: [] }]
  const asked = things[name] ?? things[folder]
  if (!asked) throw new Error(`Say in test/permissions.ts what ${folder}/${name} is asked about`)
  const all = Object.entries(asked).map(([label, thing]) => ({ label, about: [thing as unknown] }))
  if (ask.length < 3) return all
  const ways = details[name]
  if (!ways) throw new Error(`Say in test/permissions.ts what the third argument of ${folder}/${name} can be`)
  return ways.flatMap((way) => all.map(({ label, about }) => ({ label: `${way}: ${label}`, about: [...about, way] })))
}

async function tableOf(path: string): Promise<string> {
  const folder = path.split('/')[1] ?? ''
  const policy = (await import(root + path)) as Record<string, unknown>
  const names = Object.keys(policy).filter((name) => /^(may|is)[A-Z]/.test(name))
  const lines = names.flatMap((name) => {
    const ask = policy[name] as Ask
    return occasions(folder, name, ask).map(({ label, about }, i) => {
      const answers = Object.values(people).map((who) => answer(ask, who, about))
      return [i === 0 ? name : '', label, ...answers]
    })
  })
  const columns = ['question', 'about', ...Object.keys(people)]
  const rows = [columns, columns.map(() => '---'), ...lines]
  return [`## ${folder}`, '', ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n')
}

/** Who may do what, as Markdown: every question of every policy, put for everybody about everything. */
export async function permissions(): Promise<string> {
  const policies = filesBelow('server', '/policy.ts')
    .map(({ path }) => path)
    .toSorted()
  const tables = []
  for (const path of policies) tables.push(await tableOf(path))
  const head = [
    '# Who may do what',
    '',
    'Written by test/permissions.test.ts from `server/*/policy.ts`; do not edit. A change of rights is a line in the diff:',
    '`UPDATE_PERMISSIONS=1 npm run check` writes it anew.',
    '',
    `\`${NEVER}\`: the question is put for somebody who has signed in only.`,
  ]
  return `${[head.join('\n'), ...tables].join('\n\n')}\n`
}
