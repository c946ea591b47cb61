import { request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import sodium from 'libsodium-wrappers'
import type { Filled, Seat } from './fill.ts'
import type { Program } from './programs.ts'
import type { Line } from './report.ts'

const MiB = 1024 * 1024
const RECORD = 64 * 1024
const ROUNDS = 3
const BOUNDARY = 'bench-7MA4YWxkTrZu0gW'

/** One record of noise, which stands for every record of a document. */
const record = Buffer.from(Array.from({ length: RECORD }, (_, i) => (i * 2_654_435_761) & 0xff))

function* form(csrf: string, bytes: number): Generator<Buffer> {
  const part = (head: string) => `--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n`
  yield Buffer.from(`${part('name="_csrf"')}\r\n${csrf}\r\n`)
  yield Buffer.from(`${part('name="documents"; filename="bench.bin"')}Content-Type: application/octet-stream\r\n\r\n`)
  for (let sent = 0; sent < bytes; sent += RECORD) yield record
  yield Buffer.from(`\r\n--${BOUNDARY}--\r\n`)
}

/** Sends one document through the form on the ticket's page, as a browser would; answers the milliseconds. */
async function upload(desk: Program, { cookie, csrf, ticket }: Seat, bytes: number): Promise<number> {
  const from = performance.now()
  const headers = { cookie, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }
  const sending = request(`${desk.url}/tickets/${ticket}/documents`, { method: 'POST', headers })
  const answered = new Promise<number>((resolve, reject) => {
    sending.once('error', reject)
    sending.once('response', (answer) => resolve(answer.resume().statusCode ?? 0))
  })
  await pipeline(Readable.from(form(csrf, bytes), { highWaterMark: 4 }), sending)
  const status = await answered
  if (status !== 303) throw new Error(`An upload of ${bytes} bytes answers ${status}`)
  return performance.now() - from
}

/** Seals as many bytes in memory with nothing around it: no HTTP, no disk, no digests. */
function sealInMemory(bytes: number): number {
  const from = performance.now()
  const { state } = sodium.crypto_secretstream_xchacha20poly1305_init_push(new Uint8Array(32))
  const tag = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
  for (let sealed = 0; sealed < bytes; sealed += RECORD)
    sodium.crypto_secretstream_xchacha20poly1305_push(state, record, null, tag)
  return performance.now() - from
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** 64 MiB through the form, against libsodium's secretstream alone; turn about. */
export async function uploadSpeed(desk: Program, { owner }: Filled): Promise<Line> {
  await sodium.ready
  const bytes = 64 * MiB
  const [uploads, raws]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    raws.push(sealInMemory(bytes))
    uploads.push(await upload(desk, owner, bytes))
  }
  const [ours, raw] = [median(uploads), median(raws)]
  const speed = (milliseconds: number) => Math.round((64 * 1000) / milliseconds)
  const words = `${speed(ours)} MiB/s against ${speed(raw)} MiB/s in memory, 64 MiB`
  return { name: 'upload', ratio: raw / ours, words, facts: { uploads, raws } }
}

const MOST_RISE = 64
const SAMPLE = 20

/** One GiB through the form: how far the memory of the desk rises. Above 64 MiB something collects the document. */
export async function uploadMemory(desk: Program, { owner }: Filled): Promise<Line> {
  await upload(desk, owner, 8 * MiB)
  const before = await desk.memory()
  let most = before
  const timer = setInterval(() => void desk.memory().then((now) => (most = Math.max(most, now))), SAMPLE)
  const milliseconds = await upload(desk, owner, 1024 * MiB).finally(() => clearInterval(timer))
  const rise = most - before
  const words = `${Math.round(rise)} MiB more at most, of ${MOST_RISE} allowed, while 1 GiB arrived`
  const facts = { before, most, milliseconds, within: rise < MOST_RISE }
  return { name: 'memory of 1 GiB upload', ratio: rise / MOST_RISE, words, facts }
}
