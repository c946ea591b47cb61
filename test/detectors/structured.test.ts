import { describe, expect, it } from 'vitest'
import { detect } from '../../server/detectors/detect.ts'
import { tables } from './tables.ts'

/** A text with what was found of a kind put between [[ and ]]. */
function marked(text: string, kind: string): string {
  const found = detect(text).filter((one) => one.kind === kind)
  return found.reduceRight(
    (said, { start, end }) => `${said.slice(0, start)}[[${said.slice(start, end)}]]${said.slice(end)}`,
    text,
  )
}

describe.each(Object.entries(tables))('%s', (_, { kind, finds, passes }) => {
  it.each(finds)('finds in %j', (example) => {
    expect(marked(example.replaceAll(/\[\[|\]\]/g, ''), kind)).toBe(example)
  })

  it.each(passes)('passes %j', (text) => {
    expect(detect(text).map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`)).toEqual([])
  })
})
