// `npm run bench`: fills a desk in a temporary folder, measures it in a process of its own, prints ratios.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { destruction } from './destroying.ts'
import { fill } from './fill.ts'
import { liveReply } from './live.ts'
import { homePage, publicTicketPage, queuePage, replyPost, starting, ticketPage } from './pages.ts'
import { startDesk, TELLING_DELAY, type Program } from './programs.ts'
import { keepResults, table, type Line } from './report.ts'
import { reviewing } from './review.ts'
import { rotation } from './rotation.ts'
import { searching } from './search.ts'
import { uploadMemory, uploadSpeed, uploadsAtOnce } from './uploads.ts'
import { sealing } from './vault.ts'

const folder = await mkdtemp(join(tmpdir(), 'guichet-bench-'))
const storage = join(folder, 'storage')
const lines: Line[] = []
let failed = false

/** Takes down what was measured; what fails leaves the rest to be measured. */
async function take(measure: () => Promise<Line | Line[]>): Promise<void> {
  try {
    const measured = [await measure()].flat()
    lines.push(...measured)
    console.log(table(measured).split('\n').slice(1).join('\n'))
  } catch (error) {
    failed = true
    console.error(error)
  }
}

/** Measures on a desk that has just been started, so that nothing measured before weighs on it. */
async function onFreshDesk(measure: (desk: Program) => Promise<Line | Line[]>, flags?: string[]): Promise<void> {
  const desk = await startDesk(storage, flags)
  await take(() => measure(desk))
  await desk.stop()
}

try {
  const filled = await fill(storage)
  await onFreshDesk((desk) => starting(desk, filled))
  await onFreshDesk((desk) => ticketPage(desk, filled, folder))
  await onFreshDesk((desk) => publicTicketPage(desk, filled, folder))
  await onFreshDesk((desk) => homePage(desk, folder))
  await onFreshDesk((desk) => queuePage(desk, filled))
  await onFreshDesk((desk) => replyPost(desk, filled))
  await onFreshDesk((desk) => uploadSpeed(desk, filled))
  await onFreshDesk((desk) => uploadMemory(desk, filled))
  await onFreshDesk((desk) => uploadsAtOnce(desk, filled), TELLING_DELAY)
  await onFreshDesk((desk) => liveReply(desk, filled))
  await take(() => sealing(folder))
  await take(() => destruction(folder))
  await take(() => rotation(folder))
  await take(() => reviewing(folder))
  await take(() => searching(folder))
  await keepResults(lines)
  console.log(`\n${table(lines)}`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.exitCode = failed ? 1 : 0
