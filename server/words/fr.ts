import { common } from './fr/common.ts'
import { signin } from './fr/signin.ts'

/** Every word of the desk in French. */
export const fr = { ...common, ...signin }
