import { after } from '../clock.ts'
import type { Desk } from '../desk.ts'

/** The desk as it was so long ago: everything done through it bears that time. */
export const ago = (desk: Desk, milliseconds: number): Desk => {
  const at = after(desk.clock.now(), -milliseconds)
  return { ...desk, clock: { ...desk.clock, now: () => at } }
}
