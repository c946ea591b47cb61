import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { newId } from '../../server/db/ids.ts'
import { openDestructionLog, type DestructionLog } from '../../server/documents/destruction-log.ts'

describe('the destruction log', () => {
  let folder: string
  let file: string
  const failures: unknown[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-test-'))
    file = join(folder, 'below', '.destroyed')
    failures.length = 0
  })
  afterEach(() => rm(folder, { recursive: true }))

  const open = async (path = file): Promise<DestructionLog> => {
    const log = await openDestructionLog(path, {
      ballast: join(folder, 'ballast'),
      failed: (error) => failures.push(error),
    })
    onTestFinished(() => {
      try {
        log.close()
      } catch {
        // closed by the test
      }
    })
    return log
  }
  const [first, second, account] = [newId(), newId(), newId()]
  const at = new Date('2026-11-22T09:00:00Z')
  const entry = (documentId: string) => ({ documentId, accountId: account, reason: 'request', at })
  const lines = async () => (await readFile(file, 'utf8')).split('\n').slice(0, -1)

  it('says each thing once, in a chain, for its owner alone to read', async () => {
    const log = await open()
    await Promise.all([log.append(entry(first)), log.append(entry(first)), log.append(entry(second))])
    await log.appendClosed({ accountId: account, at })
    await log.appendClosed({ accountId: account, at })
    const [one = '', two = '', three = ''] = await lines()
    const said = { at: at.toISOString(), account }
    expect(JSON.parse(one)).toEqual({ n: 1, ...said, doc: first, reason: 'request', prev: '0'.repeat(64) })
    expect(JSON.parse(two)).toMatchObject({ n: 2, doc: second, prev: createHash('sha256').update(one).digest('hex') })
    expect(JSON.parse(three)).toMatchObject({
      n: 3,
      closed: true,
      prev: createHash('sha256').update(two).digest('hex'),
    })
    expect(await lines()).toHaveLength(3)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect([log.has(first), log.has(newId())]).toEqual([true, false])
    expect(log.entries()).toEqual({
      documents: [
        { n: 1, ...entry(first) },
        { n: 2, ...entry(second) },
      ],
      accounts: [{ accountId: account, at }],
    })
  })

  it('goes on where it was, and knows what it said', async () => {
    const before = await open()
    await before.append(entry(first))
    before.close()
    const after = await open()
    await after.append(entry(first))
    await after.append(entry(second))
    expect(after.entries().documents.map(({ n }) => n)).toEqual([1, 2])
  })

  it('cuts off a line that a crash left unfinished, at any byte, and keeps a whole one without its end', async () => {
    const before = await open()
    await before.append(entry(first))
    const size = (await stat(file)).size
    await before.append(entry(second))
    before.close()
    const whole = await readFile(file)
    for (let cut = size + 1; cut < whole.length; cut += 20) {
      await writeFile(file, whole.subarray(0, cut))
      const log = await open()
      const kept = cut === whole.length - 1 ? 2 : 1
      expect(log.entries().documents).toHaveLength(kept)
      expect((await stat(file)).size).toBe(kept === 1 ? size : whole.length)
      await log.append(entry(second))
      log.close()
      expect(await readFile(file)).toEqual(whole)
    }
    await truncate(file, whole.length - 1)
    expect((await open()).entries().documents).toHaveLength(2)
    expect(await readFile(file)).toEqual(whole)
  })

  it.each([
    ['a changed line', (text: string) => text.replace('"request"', '"closure"'), 2],
    ['a removed line', (text: string) => text.split('\n').slice(1).join('\n'), 1],
    ['a line of another hand', (text: string) => `${text}hello\n`, 3],
    ['a line of another shape', (text: string) => `${text}{"n":3}\n`, 3],
  ])('refuses %s with one line that names it', async (_, change, line) => {
    const log = await open()
    await log.append(entry(first))
    await log.append(entry(second))
    await writeFile(file, change(await readFile(file, 'utf8')))
    const refusal = new RegExp(`^DESTRUCTION_LOG \\(${file}\\) was changed: its line ${line} does not follow .*$`)
    await expect(open()).rejects.toThrow(refusal)
    expect(() => log.entries()).toThrow(refusal)
  })

  it('takes an unfinished line for torn only at the end', async () => {
    const log = await open()
    await log.append(entry(first))
    await appendFile(file, '{"n":2,"at":"2026\n{"n":3')
    await expect(open()).rejects.toThrow('DESTRUCTION_LOG')
  })

  it('refuses a place where nothing can be written', async () => {
    await expect(open(folder)).rejects.toThrow(
      /^DESTRUCTION_LOG \(.*\) cannot be written \(.*EISDIR.*\): give it a file/,
    )
    await writeFile(join(folder, 'below'), 'a file')
    await expect(open()).rejects.toThrow(/^DESTRUCTION_LOG/)
    expect(failures).toEqual([])
  })
})
