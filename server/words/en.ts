import { accounts } from './en/accounts.ts'
import { admin } from './en/admin.ts'
import { common } from './en/common.ts'
import { signin } from './en/signin.ts'
import { tickets } from './en/tickets.ts'
import { slips } from './en/vault.ts'

/** Every word of the desk in English. */
export const en = { ...accounts, ...admin, ...common, ...signin, ...tickets, ...slips }
