import { once } from 'node:events'
import type { Readable } from 'node:stream'

const is = (at: number, text: string) => (head: Buffer) =>
  head.subarray(at, at + text.length).equals(Buffer.from(text, 'latin1'))
/** An ISO media file whose first box names AVIF as what it is, or as what it can be read as (AVIF 1.1, 6.2). */
const isAvif = (head: Buffer): boolean =>
  is(4, 'ftyp')(head) && /avi[fs]/.test(head.toString('latin1', 8, Math.min(64, head.readUInt32BE(0))))

export const PDF = 'application/pdf'

/** What the first bytes of a file say that it is, whatever it is called. Never anything that can hold a script. */
const LOOKS: [type: string, (head: Buffer) => boolean][] = [
  ['image/png', is(0, '\x89PNG\r\n\x1a\n')],
  ['image/jpeg', is(0, '\xff\xd8\xff')],
  ['image/gif', (head) => is(0, 'GIF87a')(head) || is(0, 'GIF89a')(head)],
  ['image/webp', (head) => is(0, 'RIFF')(head) && is(8, 'WEBP')(head)],
  ['image/avif', isAvif],
  [PDF, is(0, '%PDF-')],
]

/** The type that a file has by its first bytes: one of the pictures that browsers draw, a PDF, or null for all else. */
export const typeIn = (head: Buffer): string | null => LOOKS.find(([, fits]) => fits(head))?.[0] ?? null

export const isPicture = (type: string | null): type is string => type?.startsWith('image/') === true

/** The first bytes of a content; they stay in it. */
export async function firstBytes(stream: Readable): Promise<Buffer> {
  for (;;) {
    const head = stream.read() as Buffer | null
    if (head !== null) stream.unshift(head)
    if (head !== null) return head
    if (stream.readableEnded) return Buffer.alloc(0)
    await once(stream, 'readable') // rejects when the stream fails
  }
}
