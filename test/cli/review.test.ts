import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from './support.ts'

describe('the review of a file', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'desk-review-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** Runs it where no desk was ever opened. */
  async function review(lines: string[], ...more: string[]) {
    const file = join(folder, 'texts.jsonl')
    await writeFile(file, lines.join('\n'))
    return runCli(['review', file, ...more], { STORAGE_DIR: join(folder, 'none'), DATABASE_URL: '' })
  }
  const answers = (stdout: string) =>
    stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown)

  it('prints a line for each line, places in UTF-16 units', async () => {
    const [mine, second] = ['😀 écrivez à jean.dupont@orange.fr', 'The NAS is 192.168.1.37']
    const { code, stdout, stderr } = await review([
      JSON.stringify({ id: 'a', lang: 'fr', text: mine }),
      JSON.stringify({ id: 2, lang: 'en', text: second }),
      '',
      JSON.stringify({ id: 'c', lang: 'en', text: 'My screen is black.' }),
      '',
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(answers(stdout)).toEqual([
      { id: 'a', findings: [{ kind: 'email', start: mine.indexOf('jean'), end: mine.length, blocking: true }] },
      { id: 2, findings: [{ kind: 'ip', start: 11, end: second.length, blocking: false }] },
      { id: 'c', findings: [] },
    ])
  })

  it('answers the same with --json', async () => {
    const line = JSON.stringify({ id: 'a', lang: 'en', text: 'nothing' })
    expect((await review([line], '--json')).stdout).toBe('{"id":"a","findings":[]}\n')
  })

  it.each([
    ['{"id": "b", "text"', 'Line 2 is no JSON'],
    ['{"id": "b"}', 'Line 2 is no object'],
    ['{"text": "b"}', 'Line 2 is no object'],
    ['[]', 'Line 2 is no object'],
    ['{"id": "b", "text": 3}', 'Line 2 is no object'],
  ])('stops at %j and says where', async (line, why) => {
    const { code, stdout, stderr } = await review(['{"id": "a", "text": "x"}', line, '{"id": "c", "text": "x"}'])
    expect(code).toBe(1)
    expect(answers(stdout)).toEqual([{ id: 'a', findings: [] }])
    expect(stderr).toContain(why)
  })

  it('says that there is no such file, and that it needs one', async () => {
    const missing = await runCli(['review', join(folder, 'no.jsonl')], {})
    expect(missing).toMatchObject({ code: 1, stdout: '' })
    expect(missing.stderr).toContain('no.jsonl')
    expect((await runCli(['review'], {})).stderr).toContain('review FILE.jsonl')
  })
})
