import { isCode, longCode, MORE_GROUPS, opensSomething } from './code-judging.ts'
import { codeLabelsIn, type CodeSaid } from './code-labels.ts'
import { listedCodes } from './code-lists.ts'
import { candidatesAfter } from './following.ts'
import type { Finding } from './kinds.ts'
import { finding } from './matching.ts'
import { endOf, type Place, type Text } from './places.ts'
import { plain } from './plain.ts'
import { toldCodes, twins } from './told-codes.ts'

const AND_ALSO = /^[ ,/]{0,3}(?:ou|or|et|and|puis|then|a|to|->)? ?$/

/** The codes behind one label: the first, those that are told with it, and those that are written like it. */
function behindLabel(given: Text, said: CodeSaid, next?: CodeSaid): Place[] {
  if (!opensSomething(given, said)) return []
  const { text, low } = given
  const found: Place[] = []
  for (const candidate of candidatesAfter(text, low, said.end, next?.start)) {
    const long = longCode(given, said, candidate)
    if (long) return [long]
    const { start, end } = candidate
    const last = found.at(-1)
    const also = last !== undefined && AND_ALSO.test(low.slice(last.end, start))
    if ((last?.end ?? 0) > start || !isCode(given, said, also ? { ...candidate, link: 'said' } : candidate)) continue
    if (last && !also) break
    const code = { start, end: endOf(MORE_GROUPS, text, end) }
    found.push(code, ...(code.end - code.start > 3 ? twins(given, code) : []))
  }
  return found
}

/** Codes that open doors, telephones and accounts, French and English: the code itself, without what leads to it. */
export function accessCodes(text: string): Finding[] {
  const given = { text, low: plain(text) }
  const labels = codeLabelsIn(given.low)
  const found = labels.flatMap((said, at) => behindLabel(given, said, labels[at + 2]))
  return [...found, ...listedCodes(given, labels), ...toldCodes(given, labels)].map(({ start, end }) =>
    finding('access_code', start, end),
  )
}
