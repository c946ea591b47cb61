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

The detectors (\`server/detectors/\`) look for what must not become public by mistake. What has a shape of its own is found
by rules. Passwords and codes are told in too many ways for rules alone: a table of weights
(\`server/detectors/learned/table.json\`), learned from marked texts by \`npm run learn\`, says how much each word round a word
speaks for a secret. The table is text that can be read, nothing is learned while the desk runs, and the same text always
gives the same findings.`

const CORPUS = `## What they were tried on

\`test/detectors/corpus/*.jsonl\`: texts as people write to a help desk and as agents answer: long and short, quoted mails,
signatures, logs, configuration, tables, lists, chat without full stops, typing errors, accents left out, two languages
in one text. People, companies and secrets are invented; account, card and social security
numbers were drawn by lot and have right check digits. What is confidential stands between marks in the file
(\`⟦password|…⟧\`), which are taken off before the detectors see the text. The clean texts are the harder half: they talk about
passwords, codes, keys and addresses without giving any, and they are full of order numbers, versions, hashes, UUIDs,
stack traces, times and amounts, and of the addresses that RFCs keep for examples.

The rules were made and corrected on these texts, so the figures of the two tables below flatter; what to expect of other
texts stands above.`

const COUNTING = `## How it is counted

A confidential place counts as found when findings of its kind cover at least 80 % of its characters. For the public
page it makes no difference which kind of secret a cover names, so these count for each other as well:

${ALIKE}`

/** What the rules alone found in the texts that they had not met, measured before there was a table. */
const RULES_ALONE = ['the rules alone', '', '57 of 147 (38.8 %)', '51 of 79 (64.6 %)', '5 of 160 (3.1 %)']

function unseenPart({ kinds, stopped, texts }: Quality): string {
  const found = (kind: string): string => part(kinds.find((one) => one.kind === kind)?.all ?? { found: 0, of: 0 })
  const head = ['', 'texts', '`password`', '`access_code`', 'clean texts stopped']
  const now = ['now', String(texts.length), found('password'), found('access_code'), part(stopped)]
  return `## In texts they have not met

\`corpus/unseen\` was written without a look at rules, table or other texts, as a fair sample of what a desk gets; nothing
was ever corrected by it, and nothing may be. Half of its clean texts talk of passwords, codes, doors and logins without
giving any. The table is learned from \`corpus/learned\`, 3,620 texts, of which many never say the word "password": "the
till is mango7, capital M", "we always use the dog’s name, so Rufus2011".

${tableOf(head, [RULES_ALONE, now])}

What is missed here are mostly words of everyday used as passwords where nothing speaks of one. **One password in four
told in prose is not noticed in such texts.**`
}

const BLIND = `## What the detectors cannot see

- Confidential things that nothing gives away: an ordinary word that is a password, in a sentence that does not speak of
  one.
- Pictures, scans and files: only texts, file names and link targets are read.
- Names of people other than the owner of the ticket, business secrets, anything that is confidential by what it means.
- Other languages than English and French, except where a thing has a shape of its own.
- Numbers written in words, passwords of signs only, or what is hidden on purpose.
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
export function report(quality: Quality, unseen: Quality): string {
  const known = [CORPUS, sizePart(quality), recallPart(quality), falsePart(quality)]
  const parts = [INTRODUCTION, COUNTING, unseenPart(unseen), ...known, BLIND]
  return `${parts.join('\n\n')}\n`
}
