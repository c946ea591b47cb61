import { common } from './fr/common.ts'
import { signin } from './fr/signin.ts'
import { tickets } from './fr/tickets.ts'
import { slips } from './fr/vault.ts'

/** Every word of the desk in French. */
export const fr = { ...common, ...signin, ...tickets, ...slips }
