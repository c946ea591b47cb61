import { CATEGORIES, type STATUSES } from '../db/schema.ts'
import { say } from '../words/words.ts'
import { folded } from './folding.ts'

/** Where somebody searches: what the world reads, one's own tickets, or all of them as staff. */
export type Within = 'public' | 'own' | 'desk'
type Category = (typeof CATEGORIES)[number]
type Status = (typeof STATUSES)[number]

/** What the tickets must be, besides what is in them. `open`: to the world. */
export type Filters = {
  statuses: Status[]
  open: boolean | null
  category: Category | null
  from: string[]
  documents: boolean
}

export const NO_FILTERS: Filters = { statuses: [], open: null, category: null, from: [], documents: false }

const NAMES: Record<string, string> = {
  ...{ is: 'is', category: 'category', from: 'from', has: 'has' },
  ...{ est: 'is', categorie: 'category', de: 'from', avec: 'has' },
}
const STATES: Record<string, Status[]> = {
  ...{ open: ['open'], pending: ['pending'], solved: ['solved'], closed: ['closed'], answered: ['solved', 'closed'] },
  ...{ ouvert: ['open'], attente: ['pending'], resolu: ['solved'], ferme: ['closed'], repondu: ['solved', 'closed'] },
}
const SIGHTS: Record<string, boolean> = { public: true, private: false, prive: false }

const within = <T>(table: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

/** The filters with `name:value` added to them; null when there is no such filter in this place. */
export function withFilter(filters: Filters, place: Within, name: string, value: string): Filters | null {
  const [filter, wanted] = [within(NAMES, folded(name)), folded(value)]
  if (filter === 'is') return withState(filters, place, wanted)
  const category = filter === 'category' && categoryCalled(wanted)
  if (category) return { ...filters, category }
  if (filter === 'has' && place !== 'public' && /^documents?$/.test(wanted)) return { ...filters, documents: true }
  if (filter === 'from' && place === 'desk' && wanted !== '') return { ...filters, from: [...filters.from, value] }
  return null
}

function withState(filters: Filters, place: Within, wanted: string): Filters | null {
  const [statuses, open] = [within(STATES, wanted), within(SIGHTS, wanted)]
  if (statuses) return { ...filters, statuses: [...filters.statuses, ...statuses] }
  return open === undefined || (place === 'public' && !open) ? null : { ...filters, open }
}

/** A category by its key, or by its name in either language. */
const categoryCalled = (name: string): Category | undefined =>
  CATEGORIES.find((one) =>
    [one, say('en', `category.${one}`), say('fr', `category.${one}`)].some((called) => folded(called) === name),
  )
