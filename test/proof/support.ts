import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { eq } from 'drizzle-orm'
import { onTestFinished } from 'vitest'
import { destructions } from '../../server/db/vault-schema.ts'
import type { Envelope } from '../../server/proof/dsse.ts'
import type { TestDesk } from '../support/desk.ts'

const run = promisify(execFile)

/** Has this machine the program that anybody would check a certificate with? */
export const OPENSSL = spawnSync('openssl', ['version']).status === 0

/** A temporary folder that goes with the test. */
export async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proof-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The destruction of a document. */
export async function destructionOf({ desk }: TestDesk, documentId: string) {
  const [row] = await desk.db.select().from(destructions).where(eq(destructions.documentId, documentId))
  if (!row) throw new Error('There is no such destruction')
  return row
}

/** What a signed paper says. */
export const saidIn = (envelope: string) =>
  JSON.parse(Buffer.from((JSON.parse(envelope) as Envelope).payload, 'base64').toString()) as Record<
    string,
    unknown
  > & {
    steps: { name: string; at: string; result: string }[]
    log: { index: number; size: number; root: string }
  }

/** The command lines that a certificate's page shows. */
export const linesOn = (page: string): string[] =>
  [...(/<pre class="commands"[^>]*>([^]*?)<\/pre>/.exec(page)?.[1] ?? '').matchAll(/<code>([^]*?)<\/code>/g)].map(
    ([, line = '']) =>
      line
        .replace(/&#x([0-9A-F]+);/gi, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
        .replaceAll('&quot;', '"')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&'),
  )

/** Runs lines in a shell, in a folder with these files; answers what they print, or why they failed. */
export async function inShell(lines: string[], files: Record<string, string>): Promise<string> {
  const folder = await scratch()
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  try {
    const { stdout, stderr } = await run('sh', ['-ec', lines.join('\n')], { cwd: folder })
    return stdout + stderr
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return `failed: ${stdout}${stderr}`
  }
}
