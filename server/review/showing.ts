import type { Desk } from '../desk.ts'
import { say, type Locale } from '../words/words.ts'
import type { Decision } from './forms.ts'
import { spotCards, spotsByMark, type Card } from './pages.ts'
import { mayMoveFinding } from './policy.ts'
import { SECRETS, weigh, type Saying, type Weighed } from './weighing.ts'

type Weighing = Weighed['texts'][number]['spots'][number]

/** What was found in a form that is shown again; `asked`: on a private ticket, where nothing is covered. */
export type Found = { asked: boolean; cards: Card[] }

/** As much of a text is looked at as the desk takes. */
const LONGEST = 20_000

const asTyped = (text: unknown): string => (typeof text === 'string' ? text.slice(0, LONGEST) : '')

/** The findings of a form as it came, with the choices that its author has and those that they have made. */
export async function foundIn(
  desk: Desk,
  locale: Locale,
  { person, place }: Omit<Saying, 'decisions'>,
  texts: Record<string, unknown>,
  decisions: Saying['decisions'],
): Promise<Found | null> {
  const typed = Object.entries(texts).map(([field, text]) => [field, asTyped(text)] as const)
  const weighed = await weigh(desk, { person, place, decisions }, Object.fromEntries(typed))
  const asked = place.visibility === 'private'
  const wanted = ({ fate, mark, verdict }: Weighing) =>
    decisions.has(mark) || fate === 'open' || (!asked && verdict === null)
  const all = oneAfterTheOther(weighed.texts, wanted)
  if (all.spots.length === 0) return null
  // Between its owner and support, the vault is what is offered first.
  const offered = asked ? all.spots.map(({ mark }) => [mark, 'vault'] as const) : []
  const chosen = new Map<string, Decision>([...offered, ...decisions])
  return { asked, cards: spotCards(locale, person, { ...place, theirs: weighed.owners }, all, { chosen }) }
}

/** What is said about something found while it is typed; `vault`: whoever writes it may put it there. */
type Advice = { mark: string; says: string; vault: boolean }

/** What would be asked or covered if these texts were sent now; nothing about what was decided before. */
export async function adviceOn(
  desk: Desk,
  locale: Locale,
  { person, place }: Omit<Saying, 'decisions'>,
  texts: Record<string, string>,
): Promise<Advice[]> {
  const weighed = await weigh(desk, { person, place, decisions: new Map() }, texts)
  const undecided = oneAfterTheOther(weighed.texts, ({ verdict }) => verdict === null)
  return spotsByMark(undecided.spots).map(({ mark, kind }) => {
    const vault = SECRETS.includes(kind) && mayMoveFinding(person, place, person.id)
    const says = [
      say(locale, 'guard.looks', { what: say(locale, `finding.${kind}`) }),
      ...(place.visibility === 'public' ? [say(locale, 'guard.everyone')] : []),
      ...(vault ? [say(locale, 'guard.offer')] : []),
    ]
    return { mark, vault, says: says.join(' ') }
  })
}

/** Several texts as one, so that what stands in two of them is decided once. */
function oneAfterTheOther(texts: Weighed['texts'], wanted: (spot: Weighing) => boolean) {
  const spots: Weighing[] = []
  let all = ''
  for (const { text, spots: found } of texts) {
    const shift = all.length
    spots.push(...found.filter(wanted).map((spot) => ({ ...spot, start: spot.start + shift, end: spot.end + shift })))
    all += `${text}\n`
  }
  return { text: all, spots }
}
