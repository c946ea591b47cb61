import type { Filled } from './fill.ts'
import type { Program } from './programs.ts'
import { median, type Line } from './report.ts'
import { MiB, upload } from './sending.ts'
import { pushInMemory } from './vault.ts'

const ROUNDS = 3

/** 64 MiB through the form, against libsodium's secretstream alone; turn about. */
export async function uploadSpeed({ url }: Program, { owner }: Filled): Promise<Line> {
  const bytes = 64 * MiB
  const [uploads, raws]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    raws.push(pushInMemory(bytes))
    uploads.push(await upload(url, owner, bytes))
  }
  const [ours, raw] = [median(uploads), median(raws)]
  const speed = (milliseconds: number) => Math.round((64 * 1000) / milliseconds)
  const words = `${speed(ours)} MiB/s against ${speed(raw)} MiB/s in memory, 64 MiB`
  return { name: 'upload', ratio: raw / ours, words, facts: { uploads, raws } }
}

const MOST_RISE = 64

/** One GiB through the form: how far the memory of the desk rises. Above 64 MiB something collects the document. */
export async function uploadMemory(desk: Program, { owner }: Filled): Promise<Line> {
  await upload(desk.url, owner, 8 * MiB)
  const before = await desk.memory()
  const { most, milliseconds } = await watched(desk, () => upload(desk.url, owner, 1024 * MiB))
  const rise = most - before
  const words = `${Math.round(rise)} MiB more at most, of ${MOST_RISE} allowed, while 1 GiB arrived`
  const facts = { before, most, milliseconds, within: rise < MOST_RISE }
  return { name: 'memory of 1 GiB upload', ratio: rise / MOST_RISE, words, facts }
}

const AT_ONCE = 20
const MOST_MEMORY = 400 // MiB
const LONGEST = 50 // milliseconds

/** Twenty uploads of 100 MiB at once: the memory of the desk, and for how long it let everybody else wait. */
export async function uploadsAtOnce(desk: Program, { owner, customers }: Filled): Promise<Line[]> {
  await upload(desk.url, owner, 8 * MiB)
  await desk.delay()
  const arriving = () =>
    Promise.all(customers.slice(0, AT_ONCE).map((customer) => upload(desk.url, customer, 100 * MiB)))
  const { most, milliseconds } = await watched(desk, arriving)
  const longest = await desk.delay()
  const speed = Math.round((AT_ONCE * 100 * 1000) / milliseconds)
  const during = `while ${AT_ONCE} documents of 100 MiB arrived at ${speed} MiB/s`
  return [
    {
      name: 'memory of 20 uploads',
      ratio: most / MOST_MEMORY,
      words: `${Math.round(most)} MiB at most, of ${MOST_MEMORY} allowed, ${during}`,
      facts: { most, milliseconds, within: most < MOST_MEMORY },
    },
    {
      name: 'delay of 20 uploads',
      ratio: longest / LONGEST,
      words: `${Math.round(longest)} ms at most, of ${LONGEST} allowed, ${during}`,
      facts: { longest, within: longest < LONGEST },
    },
  ]
}

/** Does something, and tells the most memory, in MiB, that the desk occupied meanwhile. */
async function watched(desk: Program, work: () => Promise<unknown>): Promise<{ most: number; milliseconds: number }> {
  await desk.forgetMost()
  const from = performance.now()
  await work()
  return { milliseconds: performance.now() - from, most: await desk.most() }
}
