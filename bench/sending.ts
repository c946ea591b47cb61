import { request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Seat } from './fill.ts'

export const MiB = 1024 * 1024
export const RECORD = 64 * 1024
const BOUNDARY = 'bench-7MA4YWxkTrZu0gW'

/** One record of noise, which stands for every record of a document. */
export const record = Buffer.from(Array.from({ length: RECORD }, (_, i) => (i * 2_654_435_761) & 0xff))

/** So many bytes of noise. */
export function* noise(bytes: number): Generator<Buffer> {
  for (let sent = 0; sent < bytes; sent += RECORD) yield record
}

function* form(csrf: string, bytes: number): Generator<Buffer> {
  const part = (head: string) => `--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n`
  yield Buffer.from(`${part('name="_csrf"')}\r\n${csrf}\r\n`)
  yield Buffer.from(`${part('name="documents"; filename="bench.bin"')}Content-Type: application/octet-stream\r\n\r\n`)
  yield* noise(bytes)
  yield Buffer.from(`\r\n--${BOUNDARY}--\r\n`)
}

/** Sends one document through the form on the ticket's page, as a browser would; answers the milliseconds. */
export async function upload(url: string, { cookie, csrf, ticket }: Seat, bytes: number): Promise<number> {
  const from = performance.now()
  const headers = { cookie, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }
  const sending = request(`${url}/tickets/${ticket}/documents`, { method: 'POST', headers, agent: false })
  const answered = new Promise<number>((resolve, reject) => {
    sending.once('error', reject)
    sending.once('response', (answer) => resolve(answer.resume().statusCode ?? 0))
  })
  await pipeline(Readable.from(form(csrf, bytes), { highWaterMark: 4 }), sending)
  const status = await answered
  if (status !== 303) throw new Error(`An upload of ${bytes} bytes answers ${status}`)
  return performance.now() - from
}
