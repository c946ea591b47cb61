import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readConfig } from '../server/config.ts'
import { detect } from '../server/detectors/detect.ts'
import { fileDocuments, sealText } from '../server/documents/storing.ts'
import { openDesk } from '../server/open.ts'
import { reviewOf } from '../server/review/reviewing.ts'
import { openTicket } from '../server/tickets/opening.ts'
import { postReply } from '../server/tickets/replies.ts'
import { corpus } from '../test/detectors/corpus/load.ts'
import { join as joinDesk, settings } from './fill.ts'
import { percentile, type Line } from './report.ts'

const COMMENTS = 50
const ROUNDS = 200

const clock = (work: () => void): number => {
  const from = performance.now()
  work()
  return performance.now() - from
}

/** A ticket's subject and comments, other ones each round, from all over the corpus. */
const ticketOf = (round: number): string[] =>
  Array.from({ length: COMMENTS + 1 }, (_, i) => corpus[(round * 7 + i * 11) % corpus.length]?.text ?? '').map(
    (text, i) => (i === 0 ? text.slice(0, 120) : text),
  )

function ticketReview(): Line {
  const tickets = Array.from({ length: ROUNDS }, (_, round) => ticketOf(round))
  const review = (ticket: string[]): void => ticket.forEach((text) => detect(text))
  tickets.slice(0, 20).forEach(review)
  const times = tickets.map((ticket) => clock(() => review(ticket)))
  const [p50, p95] = [percentile(times, 50), percentile(times, 95)]
  const words = `detectors over a ticket of ${COMMENTS} comments: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`
  return { name: 'review 50 comments', ratio: null, words, facts: { p50, p95, times } }
}

/** The whole review of such a ticket on a desk, whose owner keeps ten texts in the vault: read, looked for, marked. */
async function wholeReview(folder: string): Promise<Line> {
  const place = join(folder, 'review')
  await mkdir(place)
  const desk = await openDesk(readConfig(settings(join(place, 'storage'))))
  try {
    const owner = await joinDesk(desk, 'Ann Martin', 'customer')
    const form = { subject: 'Many words', body: 'To begin with.', category: 'other', visibility: 'private' } as const
    const ticket = await openTicket(desk, owner, form, [])
    for (const body of ticketOf(0).slice(1))
      await postReply(desk, owner, ticket.id, { body, internal: false, epoch: ticket.epoch }, [])
    const whose = { accountId: owner.id, storedById: owner.id, kind: 'serial_key' as const }
    for (let i = 0; i < 10; i++) {
      const { id } = await sealText(desk, whose, `Key ${i}`, `WX7Q-${i}K2M-4TPL-${1000 + i}`)
      await desk.db.transaction((tx) => fileDocuments(tx, desk, [id], { ticket, actorId: owner.id }))
    }
    const times: number[] = []
    for (let round = -20; round < 60; round++) {
      const from = performance.now()
      await reviewOf(desk.db, desk, ticket)
      if (round >= 0) times.push(performance.now() - from)
    }
    const [p50, p95] = [percentile(times, 50), percentile(times, 95)]
    const words = `${COMMENTS} comments and ten texts in the vault: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms of 50`
    return { name: 'review of a ticket', ratio: null, words, facts: { p50, p95, times } }
  } finally {
    await desk.close()
  }
}

/** What drives an expression that goes back over its text into squares: long runs that begin well and never end. */
const HOSTILE = {
  'password labels': 'password: ',
  'password labels in one word': 'passwordmotdepasse',
  'blanks after a label': 'my password is' + ' '.repeat(60),
  'one letter': 'a',
  blanks: ' ',
  'line ends': '\n',
  'nested quotes': '> ',
  'quote signs': '"\'',
  backticks: '`',
  brackets: '[(<{',
  'keys in pieces': 'ABCDE-',
  digits: '1',
  'digits in pieces': '12 34 ',
  'card digits': '4556 7375 ',
  'account beginnings': 'FR76 3000 ',
  'telephone numbers': '+33 1 ',
  'telephone signs': '+(',
  'e-mail signs': '@',
  'e-mail names': 'a.b+c-d@',
  'e-mail hosts': 'a@b.c.',
  'addresses in dots': '1.2.3.',
  'addresses in colons': 'a1:b2:',
  colons: ':',
  streets: '12 rue de la ',
  'street words': 'avenue street allée road ',
  'postal codes': '75011 ',
  'lines with numbers': '12\n',
  'key beginnings': '-----BEGIN RSA PRIVATE KEY-----\n',
  dashes: '-',
  'token beginnings': 'eyJhbGciOi.eyJ',
  'base64 without an end': 'QUtJQUlPU0ZPRE5ON0VYQU1QTEU',
  'URLs with credentials': 'https://user:',
  assignments: 'API_KEY=',
  'table rows': '| password | ',
  'combining accents': 'é'.normalize('NFD'),
  'invisible signs': 'a\u200B',
  'signs in two units': '𝟏𝟐',
  'cues of health': 'maladie cancer hospital ',
} satisfies Record<string, string>

const filled = (piece: string, length: number): string =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length)

/** The shortest of a few: what else the machine does only makes them longer. */
const timeOf = (text: string): number => Math.min(...Array.from({ length: 4 }, () => clock(() => detect(text))))

function hostile(): Line {
  const lines = Object.entries(HOSTILE).map(([name, piece]) => {
    const [short, long] = [timeOf(filled(piece, 10_000)), timeOf(filled(piece, 100_000))]
    return { name, short, long, ratio: long / short }
  })
  // Below a millisecond a ratio tells more about the machine than about the detectors.
  const steepest = lines.filter(({ long }) => long >= 5).toSorted((a, b) => b.ratio - a.ratio)[0] ?? lines[0]
  const slowest = lines.toSorted((a, b) => b.long - a.long)[0]
  if (!steepest || !slowest) throw new Error('There is no hostile text')
  const words =
    `100 kB against 10 kB of hostile text, linear is 10; steepest: ${steepest.name}, ` +
    `slowest: ${slowest.name} with ${slowest.long.toFixed(0)} ms`
  return { name: 'review hostile', ratio: steepest.ratio, words, facts: { lines } }
}

/** The confidentiality review: a usual ticket, and texts that are made to take long. */
export const reviewing = async (folder: string): Promise<Line[]> => [
  ticketReview(),
  await wholeReview(folder),
  hostile(),
]
