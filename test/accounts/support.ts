import { inflateRawSync } from 'node:zlib'
import { desc, eq } from 'drizzle-orm'
import { setExpiry } from '../../server/accounts/access-rights.ts'
import { DAY } from '../../server/clock.ts'
import { letters, people } from '../../server/db/schema.ts'
import { audit } from '../../server/db/vault-schema.ts'
import { isoDay } from '../../server/words/formats.ts'
import { only } from '../../server/problems.ts'
import type { Name } from '../support/cast.ts'
import type { TestDesk } from '../support/desk.ts'

/** The row of somebody, as it is now. */
export const rowOf = async ({ desk, cast }: TestDesk, name: Name) =>
  only(await desk.db.select().from(people).where(eq(people.id, cast[name].id)))

/** What the record says of somebody, the latest first. */
export async function deedsAbout({ desk, cast }: TestDesk, name: Name): Promise<string[]> {
  const rows = await desk.db.select().from(audit).where(eq(audit.personId, cast[name].id)).orderBy(desc(audit.seq))
  return rows.map(({ deed }) => deed)
}

/** The letters to an address, the latest first. */
export async function lettersTo({ desk }: TestDesk, address: string) {
  return desk.db.select().from(letters).where(eq(letters.to, address)).orderBy(desc(letters.writtenAt))
}

/** Ends somebody's access rights some days ago. */
export const expire = (test: TestDesk, name: Name, daysAgo = 2) =>
  setExpiry(test.desk, test.cast[name].email, isoDay(new Date(test.clock.now().getTime() - daysAgo * DAY)), null)

/** The files of a ZIP archive by name, read from its central directory. */
export function unzip(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  const files = new Map<string, Buffer>()
  let at = archive.readUInt32LE(end + 16)
  for (let count = archive.readUInt16LE(end + 10); count > 0; count--) {
    const [method, size] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)]
    const [name, extra, comment] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ]
    const local = archive.readUInt32LE(at + 42)
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const bytes = archive.subarray(from, from + size)
    files.set(archive.subarray(at + 46, at + 46 + name).toString(), method === 0 ? bytes : inflateRawSync(bytes))
    at += 46 + name + extra + comment
  }
  return files
}
