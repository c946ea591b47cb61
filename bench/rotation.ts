import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openKeyring } from '../server/vault/keyring.ts'
import { ensureAccountKey, storeDocumentKey } from '../server/vault/keys.ts'
import { openRing, surveyRoots } from '../server/vault/recognising.ts'
import { openVault } from '../server/vault/vault.ts'
import { unwrapKey, wrapKey } from '../server/vault/wraps.ts'
import type { Line } from './report.ts'

const ACCOUNTS = 5000
const DOCUMENTS = 20_000
const LONGEST = 50 // milliseconds that nobody else gets a turn

const newId = (): string => randomBytes(16).toString('hex')

/** A keyring in which a document of every account was destroyed, so that each document's key must be wrapped again. */
async function fillKeyring(keyringDir: string, rootKeyDir: string): Promise<void> {
  const keyring = openKeyring(keyringDir)
  const ring = await openRing(keyring, rootKeyDir, await surveyRoots(rootKeyDir, true))
  const accounts = Array.from({ length: ACCOUNTS }, newId)
  const store = (accountId: string, documentId = newId()): string => {
    storeDocumentKey({ keyring, ring }, { accountId, documentId }, randomBytes(32))
    return documentId
  }
  keyring.together(() => {
    for (const accountId of accounts) {
      ensureAccountKey({ keyring, ring }, accountId)
      for (let i = 0; i < DOCUMENTS / ACCOUNTS; i++) store(accountId)
      keyring.removeDocument(store(accountId))
    }
  })
  ring.close()
  keyring.close()
}

/** Wraps as many keys again in memory, with nothing around it: no keyring, no disk. */
function wrapInMemory(): number {
  const from = performance.now()
  const [parent, key] = [randomBytes(32), randomBytes(32)]
  const place = { type: 'document', under: 1, accountId: newId(), documentId: newId() } as const
  const wrap = wrapKey(parent, place, key)
  for (let i = 0; i < ACCOUNTS + DOCUMENTS; i++) wrapKey(parent, place, unwrapKey(parent, place, wrap))
  return performance.now() - from
}

/** A root key replaced for 5,000 accounts with 20,000 documents, against the wrapping alone. */
export async function rotation(folder: string): Promise<Line> {
  const at = (name: string): string => join(folder, 'rotation', name)
  await mkdir(at(''))
  await fillKeyring(at('keyring'), at('root'))
  const vault = await openVault({ keyringDir: at('keyring'), vaultDir: at('vault'), rootKeyDir: at('root') })
  const raw = wrapInMemory()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const from = performance.now()
  const { accounts, documents } = await vault.rotate()
  const milliseconds = performance.now() - from
  delay.disable()
  vault.close()
  const longest = delay.max / 1e6
  const words = `${(milliseconds / 1000).toFixed(2)} s for ${accounts} accounts and ${documents} documents, nobody waited longer than ${longest.toFixed(0)} ms`
  return {
    name: 'rotation',
    ratio: milliseconds / raw,
    words,
    facts: { milliseconds, raw, longest, within: longest < LONGEST },
  }
}
