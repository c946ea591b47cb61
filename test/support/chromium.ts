import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import chromium, { inflate } from '@sparticuz/chromium'

const packed = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../bin')

/** The program, and the libraries that come with it for machines that have none: a bare Debian lacks NSS. */
export async function unpackChromium(): Promise<{ executablePath: string; libraries: string }> {
  await inflate(join(packed, 'al2023.tar.br'))
  return { executablePath: await chromium.executablePath(), libraries: join(tmpdir(), 'al2023', 'lib') }
}

/** Before any suite: two at a time would find each other's half-unpacked files. */
export async function setup(): Promise<void> {
  await unpackChromium()
}
