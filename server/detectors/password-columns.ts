import type { Said } from './password-labels.ts'
import { endOf, groupOf, type Place, type Text } from './places.ts'
import { isSecretAt } from './told-passwords.ts'

const [MOST_ROWS, WIDEST, LONGEST] = [30, 200, 2000]

/** The heading of a table that a label stands in: where its next line begins, and which of how many cells it is. */
function headingAt({ low }: Text, { start, end }: Said) {
  const ahead = low.slice(Math.max(0, start - WIDEST), start)
  const line = start - ahead.length + ahead.lastIndexOf('\n') + 1
  const [head = ''] = low.slice(line, end + WIDEST).split('\n', 1)
  const separator = ['|', ';', '\t', ','].find((one) => head.includes(one))
  if (separator === undefined || !/^[|;, ]{0,4}\w[^:=.!?]*$/.test(head)) return undefined
  const column = low.slice(line, start).split(separator).length - 1
  return { separator, column, cells: head.split(separator).length, next: line + head.length + 1 }
}

function below(given: Text, said: Said): Place[] {
  const heading = headingAt(given, said)
  if (!heading || said.label === 'vague') return []
  const { separator, column, cells, next } = heading
  const found: Place[] = []
  let at = next
  for (const row of given.text.slice(next, next + LONGEST).split('\n', MOST_ROWS)) {
    const parts = row.split(separator)
    if (parts.length !== cells) break
    const cell = parts[column] ?? ''
    const start = at + parts.slice(0, column).join(separator).length + (column > 0 ? 1 : 0) + cell.search(/\S|$/)
    const place = { start, end: start + cell.trim().length }
    if (isSecretAt(given, place, 1) && !/\s/.test(cell.trim())) found.push(place)
    at += row.length + 1
  }
  return found
}

/** Cells below a heading that says password, in a table or a list with semicolons. */
export const columns = (given: Text, said: Said): Place[] => below(given, said)

const LIST = /[^\n:=]{0,24}:?[ ]*\n/y
const ROW = /[ >*•·-]{0,6}[^\n:=>→]{1,30}?(?: ?[:=→] ?|->| - )["'`]?([^\s"'`]{4,64})["'`]? *(?:\n|$)/dy

/** "Passwords:" and below it what each is for: "- laptop: Puffin81". */
export function listed(given: Text, { start, end }: Said): Place[] {
  if (!/^(?:passwords|mots|mdps|pwds|pws)/.test(given.low.slice(start, end))) return []
  const found: Place[] = []
  let at = endOf(LIST, given.low, end)
  while (at > end && found.length < MOST_ROWS) {
    ROW.lastIndex = at
    const row = ROW.exec(given.low)
    if (!row) break
    found.push(groupOf(row, 1))
    at = ROW.lastIndex
  }
  return found.filter((place) => isSecretAt(given, place, 1))
}
