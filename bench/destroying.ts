import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { readConfig } from '../server/config.ts'
import { destroyDocument } from '../server/documents/destroying.ts'
import { sealUpload } from '../server/documents/storing.ts'
import type { Desk } from '../server/desk.ts'
import { openDesk } from '../server/open.ts'
import { openTicket } from '../server/tickets/opening.ts'
import { join as joinDesk, settings } from './fill.ts'
import { median, type Line } from './report.ts'

const ROUNDS = 50

/** A small document destroyed to its certificate, every step synced, against one synced write of as many bytes. */
export async function destruction(folder: string): Promise<Line> {
  const place = join(folder, 'destroying')
  await mkdir(place)
  const desk = await openDesk(readConfig(settings(join(place, 'storage'))))
  try {
    const ids = await store(desk)
    const [ends, syncs]: [number[], number[]] = [[], []]
    for (const id of ids) {
      syncs.push(syncedWrite(join(place, 'synced')))
      const from = performance.now()
      if (!(await destroyDocument(desk, null, id, 'request'))) throw new Error('A destruction was not finished')
      ends.push(performance.now() - from)
    }
    const [ours, one] = [median(ends), median(syncs)]
    const words = `${ours.toFixed(1)} ms to its certificate against ${one.toFixed(2)} ms for one synced write`
    return { name: 'small destruction', ratio: ours / one, words, facts: { ends, syncs } }
  } finally {
    await desk.close()
  }
}

async function store(desk: Desk): Promise<string[]> {
  const owner = await joinDesk(desk, 'Ann', 'customer')
  const bringing = { accountId: owner.id, storedById: owner.id, kind: 'file' as const }
  const ids: string[] = []
  for (let i = 0; i < ROUNDS; i++) {
    const file = { name: `${i}.bin`, type: 'application/octet-stream' }
    ids.push((await sealUpload(desk, bringing, file, Readable.from([Buffer.alloc(4096, i)]))).id)
  }
  const form = { subject: 'Destroy these', body: 'All of them', category: 'mail', visibility: 'private' } as const
  await openTicket(desk, owner, form, ids)
  return ids
}

function syncedWrite(path: string): number {
  const file = openSync(path, 'w')
  const from = performance.now()
  writeSync(file, Buffer.alloc(4096, 1))
  fsyncSync(file)
  const milliseconds = performance.now() - from
  closeSync(file)
  return milliseconds
}
