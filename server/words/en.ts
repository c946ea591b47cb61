import { common } from './en/common.ts'
import { signin } from './en/signin.ts'

/** Every word of the desk in English. */
export const en = { ...common, ...signin }
