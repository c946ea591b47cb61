import { ALSO, rate, type KindQuality, type Quality, type Share } from './quality.ts'

const percent = (share: Share): string => (share.of === 0 ? '' : `${(100 * rate(share)).toFixed(1)} %`)
const part = (share: Share): string => `${percent(share)} (${share.found} of ${share.of})`

function tableOf(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const recallRow = ({ kind, texts, all, en, fr, missedIn }: KindQuality): string[] => [
  `\`${kind}\``,
  ...[texts, all.of].map(String),
  ...[all, en, fr].map(percent),
  missedIn.join(', '),
]

const falseRow = ({ kind, falseInClean, falseBeside }: KindQuality): string[] => [
  `\`${kind}\``,
  ...[falseInClean, falseBeside].map(String),
]

const ALIKE = Object.entries(ALSO)
  .map(([kind, others]) => `- \`${kind}\`: ${others.map((other) => `\`${other}\``).join(', ')}`)
  .join('\n')

const INTRODUCTION = `# How well the confidentiality review sees

Written by test/detectors/quality.test.ts; do not edit. \`UPDATE_DETECTION=1 npx vitest run --config test/vitest.config.ts
test/detectors/quality.test.ts\` writes it anew, so that a change of the detectors is a line in the diff.

The detectors (\`server/detectors/\`) look for what must not become public by mistake. They follow rules and learn
nothing; the same text always gives the same findings.`

const CORPUS = `## What they were tried on

\`test/detectors/corpus/*.jsonl\`: texts as people write to a help desk and as agents answer: long and short, quoted mails,
signatures, logs, configuration, tables, lists, chat without full stops, typing errors, accents left out, two languages
in one text. Each was written by hand. People, companies and secrets are invented; account, card and social security
numbers were drawn by lot and have right check digits. What is confidential stands between marks in the file
(\`⟦password|…⟧\`), which are taken off before the detectors see the text. The clean texts are the harder half: they talk about
passwords, codes, keys and addresses without giving any, and they are full of order numbers, versions, hashes, UUIDs,
stack traces, times and amounts, and of the addresses that RFCs keep for examples.

Two things flatter the figures. Corpus and detectors have the same makers, and the detectors were corrected by what they
had missed here: by general rules, never for the sake of one text, but they know these texts by now. And a good part of
the French texts tells the same story as an English one.

What to expect of texts from other hands shows better in the first meetings: each part of the corpus was written before
the detectors had been tried on it, and these are the figures of its first try, before anything was corrected. The first
two were written by somebody who had not read a detector, the others by the same author after reading them. The third
is made of what is hard on purpose (a password in a text that never says "password"), the fourth of what is usual, after
two rules had been added that go by the look of a word and not by the sentence that leads to it; the fifth is of both.
The difference between these figures and those below is what the detectors have learned by heart.

${tableOf(
  [
    'first try of',
    'texts',
    '`password`',
    '`access_code`',
    '`postal_address`',
    'all structured kinds',
    'clean texts stopped',
  ],
  [
    ['the first part', '552', '51 of 74', '28 of 48', '42 of 58', '210 of 221', '2 of 258'],
    ['the second', '121', '16 of 28', '13 of 20', '17 of 20', '31 of 39', '0 of 29'],
    ['the third', '93', '10 of 29', '5 of 17', '8 of 14', '9 of 9', '3 of 30'],
    ['the fourth', '60', '16 of 20', '13 of 14', '10 of 10', '', '3 of 20'],
    ['the fifth', '45', '8 of 14', '9 of 10', '8 of 8', '', '0 of 13'],
  ],
)}`

const COUNTING = `## How it is counted

A confidential place counts as found when findings of its kind cover at least 80 % of its characters. For the public
page it makes no difference which kind of secret a cover names, so these count for each other as well:

${ALIKE}`

const BLIND = `## What the detectors cannot see

- Confidential things that nothing gives away: a password in a sentence that does not speak of one, a number whose
  owner wrote neither "PIN" nor "code" near it.
- Pictures, scans and files: only texts, file names and link targets are read.
- Names of people other than the owner of the ticket, business secrets, anything that is confidential by what it means.
- Other languages than English and French, except where a thing has a shape of its own.
- Numbers written in words, or hidden on purpose.
- Postal addresses without a number, a postal code or a word for a kind of street.
- \`sensitive\` is advice: a list of words, which knows neither irony nor context. It keeps nothing from being published.
- \`vault_content\` depends on what is in the vault and is tested with the vault, not here.

That is why the owner sees the whole text before it becomes public, and why finding nothing is not called safe.`

function recallPart({ kinds, structured }: Quality): string {
  const head = ['kind', 'texts', 'places', 'found', 'in English', 'in French', 'missed in']
  const rows = kinds.map(recallRow)
  return `## Found\n\nAll kinds with a shape of their own together: ${part(structured)}.\n\n${tableOf(head, rows)}`
}

function falsePart({ kinds, stopped, marked }: Quality): string {
  const words = `Clean texts that the review would stop: ${part(stopped)}. With any finding at all: ${part(marked)}.`
  const head = ['kind', 'findings in clean texts', 'findings beside the labels of confidential texts']
  const rows = kinds.filter(({ falseInClean, falseBeside }) => falseInClean + falseBeside > 0).map(falseRow)
  return `## False alarms\n\n${words}\n\n${tableOf(head, rows)}`
}

function sizePart({ texts, stopped }: Quality): string {
  const count = (lang: string): number => texts.filter((text) => text.lang === lang).length
  const confidential = texts.length - stopped.of
  const languages = `${count('en')} in English and ${count('fr')} in French`
  return `${texts.length} texts, ${languages}; ${confidential} hold something confidential, ${stopped.of} do not.`
}

/** docs/detection.md. */
export function report(quality: Quality): string {
  const parts = [INTRODUCTION, CORPUS, sizePart(quality), COUNTING, recallPart(quality), falsePart(quality), BLIND]
  return `${parts.join('\n\n')}\n`
}
