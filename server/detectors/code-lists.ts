import type { CodeSaid } from './code-labels.ts'
import { groupOf, type Place, type Text } from './places.ts'

const ITEM = String.raw`(?=[a-z-]{0,12}\d)[\da-z]{4,12}(?:[ -][\da-z]{3,12}){0,3}`
const BULLET = String.raw`(?:[>*•-] ?|\d{1,2}[.):]? )?`
/** "Backup codes, in case you need them:" and then one a line, with bullets or numbers or without. */
const LIST = new RegExp(
  String.raw`[^\n:]{0,60}:? {0,3}\n{1,2} {0,4}${BULLET}${ITEM}(?= ?[,;]?(?:\n|$))(?: ?[,;]?\n {0,4}${BULLET}${ITEM}(?= ?[,;]?(?:\n|$))){0,19}`,
  'y',
)
const ONE = new RegExp(String.raw`(?<=\n {0,4})(${BULLET})(${ITEM})(?= ?[,;]?(?:\n|$))`, 'dg')

/** Codes that are written one a line under a label for several. */
export function listedCodes({ low }: Text, labels: readonly CodeSaid[]): Place[] {
  return labels.flatMap(({ label, end }) => {
    LIST.lastIndex = end
    const [list] = label === 'backup' ? (LIST.exec(low) ?? []) : []
    return Array.from((list ?? '').matchAll(ONE), (match) => groupOf(match, 2, end))
  })
}
