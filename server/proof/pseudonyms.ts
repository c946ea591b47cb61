import { createHmac } from 'node:crypto'
import type { Desk } from '../desk.ts'

/** Names an account on papers that leave the desk: the same on all of them, and nobody else can resolve it. */
export function pseudonymOf({ vault }: Pick<Desk, 'vault'>, accountId: string): string {
  const key = vault.serverKey('pseudonym')
  const mac = createHmac('sha256', key).update(accountId).digest('hex')
  key.fill(0)
  return `p-${mac.slice(0, 12)}`
}
