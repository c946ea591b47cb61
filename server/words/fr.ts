import { accounts } from './fr/accounts.ts'
import { admin } from './fr/admin.ts'
import { common } from './fr/common.ts'
import { signin } from './fr/signin.ts'
import { tickets } from './fr/tickets.ts'
import { slips } from './fr/vault.ts'

/** Every word of the desk in French. */
export const fr = { ...accounts, ...admin, ...common, ...signin, ...tickets, ...slips }
