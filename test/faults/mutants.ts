import { readFileSync } from 'node:fs'

/** In this file `from`, which stands there once, becomes `to`. */
type Change = { file: string; from: string; to: string }

const LATER = 'new Promise((done) => setTimeout(done, 20)).then'

/** Faults that the tests of this folder must catch; one that stays unseen shows that a test is blind. */
const mutants = {
  'commits are not synced': [
    { file: 'server/db/sqlite.ts', from: "'wal', synchronous: 2", to: "'wal', synchronous: 1" },
    { file: 'server/vault/keyring.ts', from: "'wal', synchronous: 2", to: "'wal', synchronous: 1" },
  ],
  'a blob is not synced': [
    { file: 'server/vault/blobs.ts', from: 'await sync\n      await file.sync()', to: 'await sync' },
  ],
  'the folder of a blob is not synced': [
    { file: 'server/vault/blobs.ts', from: 'await syncDirectory(shelf(id))\n    },', to: '},' },
  ],
  'a failed sync is taken for a good one': [
    {
      file: 'server/vault/blobs.ts',
      from: 'await sync\n      await file.sync()',
      to: 'await sync\n      await file.sync().catch(() => undefined)',
    },
  ],
  'a blob is renamed after the answer': [
    {
      file: 'server/vault/sealing.ts',
      from: 'await stores.blobs.keep(ids.documentId)',
      to: `void ${LATER}(() => stores.blobs.keep(ids.documentId))`,
    },
  ],
  'a key is committed after the answer': [
    {
      file: 'server/vault/sealing.ts',
      from: 'const wrap = storeDocumentKey(stores, ids, documentKey)',
      to: `const [wrap, copy] = [Buffer.alloc(80), Buffer.from(documentKey)]
           void ${LATER}(() => storeDocumentKey(stores, ids, copy))`,
    },
  ],
  'a destroyed key stays in the log of the keyring': [
    { file: 'server/vault/keyring.ts', from: 'checkpoint: () => checkpoint(db),', to: 'checkpoint: () => true,' },
    {
      file: 'server/vault/keyring.ts',
      from: 'anyFileContains(directory, { [FILE]: descriptor }, needles)',
      to: 'Promise.resolve(false)',
    },
  ],
  'nothing is put in order at the start': [
    { file: 'server/open.ts', from: '  await recover(desk)\n', to: '  if (Number(desk) === 1) await recover(desk)\n' },
  ],
  'there is no ballast': [
    { file: 'server/vault/ballast.ts', from: 'rmSync(file, { force: true })\n    return destroy()', to: 'throw error' },
    {
      file: 'server/vault/ballast.ts',
      from: 'rmSync(file, { force: true })\n    return await step()',
      to: 'throw error',
    },
  ],
  'an upload outlives its account': [
    { file: 'server/documents/destroying.ts', from: "= [...KEPT, 'uploading']", to: '= [...KEPT]' },
    {
      file: 'server/vault/sealing.ts',
      from: 'const wrap = storeDocumentKey(',
      to: 'ensureAccountKey(stores, ids.accountId)\n  const wrap = storeDocumentKey(',
    },
  ],
  'a download is not cut': [{ file: 'server/documents/downloads.ts', from: 'controller.abort()', to: 'controller' }],
  'a destruction is written down by everybody': [
    {
      file: 'server/documents/finishing.ts',
      from: 'running.get(documentId) ?? finish(desk, documentId)',
      to: 'finish(desk, documentId)',
    },
    { file: 'server/documents/finishing.ts', from: 'if (done.length === 0) return', to: '' },
  ],
  'a document is collected in memory': [
    {
      file: 'server/vault/sealing.ts',
      from: 'for await (const chunk of source) {',
      to: 'for (const chunk of await Array.fromAsync(source)) {',
    },
  ],
  'the old root is destroyed first': [
    {
      file: 'server/vault/rotating.ts',
      from: '  const turned = await turnAccounts(keys, from, next)\n',
      to: `  const { destroyRootsBefore } = await import('./roots.ts')
           await destroyRootsBefore(directory, next.epoch)
           const turned = await turnAccounts(keys, from, next)\n`,
    },
  ],
} satisfies Record<string, Change[]>

export type Mutant = keyof typeof mutants

/** The source of the module at `url` with this fault in it. */
export function planted(mutant: string, url: string, source: string): string {
  const changes: Change[] = mutants[mutant as Mutant]
  return changes.filter(({ file }) => url.endsWith(`/${file}`)).reduce((text, change) => exchange(text, change), source)
}

/** Throws where a fault has no place in the desk any more: it must be planted anew, or its test is blind. */
export function checkMutants(): void {
  for (const { file, from, to } of Object.values<Change[]>(mutants).flat()) {
    exchange(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'), { file, from, to })
  }
}

function exchange(text: string, { file, from, to }: Change): string {
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold this once, so no fault is planted: ${from}`)
  return text.replace(from, () => to)
}
