import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Config } from '../config.ts'
import { detect } from '../detectors/detect.ts'
import { reviewLineForm } from './forms.ts'
import type { Given } from './commands.ts'

/** The lines of a file, or of what is piped in when its name is `-`, as they come. */
async function linesOf(file: string): Promise<AsyncIterable<string>> {
  if (file === '-') return createInterface({ input: process.stdin, crlfDelay: Infinity })
  return (await open(file)).readLines()
}

/** What one line asks for; throws an error that names it. */
function asked(line: string, number: number): { id: unknown; text: string } {
  const wrong = (why: string) => new Error(`Line ${number} ${why}`)
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    throw wrong('is no JSON')
  }
  const form = reviewLineForm.safeParse(json)
  if (!form.success) throw wrong('is no object with an "id" and a "text"')
  return form.data
}

/**
 * Prints, for each line `{id, lang, text}` of a file, a line `{id, findings}`: what the confidentiality review marks in the
 * text (interface.md). Needs no desk. Whatever the language says, both are looked for: people write in either.
 */
export async function review(_config: Config, given: Given): Promise<null> {
  let number = 0
  for await (const line of await linesOf(String(given['file']))) {
    number += 1
    if (line.trim() === '') continue
    const { id, text } = asked(line, number)
    const told = `${JSON.stringify({ id, findings: detect(text) })}\n`
    if (!process.stdout.write(told)) await once(process.stdout, 'drain')
  }
  return null
}
