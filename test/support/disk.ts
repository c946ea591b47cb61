import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Every file below a folder that holds these bytes, as they are or written in base64 or hexadecimal. */
export async function filesWith(folder: string, secret: string): Promise<string[]> {
  const bytes = Buffer.from(secret)
  // Base64 of a text inside another depends on where it begins: the middle of it is the same for each of three offsets.
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(offset ? 4 : 0, -4),
  )
  const needles = [bytes, ...[...base64, bytes.toString('hex')].map((text) => Buffer.from(text))]
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name)
    const content = await readFile(path).catch(() => Buffer.alloc(0))
    if (needles.some((needle) => content.includes(needle))) found.push(path)
  }
  return found
}
