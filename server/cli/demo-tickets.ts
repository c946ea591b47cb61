import type { Desk } from '../desk.ts'
import type { DemoCast } from './demo-cast.ts'

/** Fills a demo desk with tickets, through the same functions as the pages. */
export async function fillTickets(_desk: Desk, _cast: DemoCast): Promise<void> {}
