import { readFile, writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { permissions } from './permissions.ts'

const file = new URL('permissions.md', import.meta.url)
const DIFFERENT =
  'The policies give other rights than test/permissions.md says. If that is meant, write it anew with ' +
  '`UPDATE_PERMISSIONS=1 npm run check` and let the change be seen in the diff.'

it('who may do what is what test/permissions.md says', async () => {
  const now = await permissions()
  if (process.env['UPDATE_PERMISSIONS']) await writeFile(file, now)
  expect(now, DIFFERENT).toBe(await readFile(file, 'utf8').catch(() => ''))
})

it('the table asks every policy, and some answers are yes and some are not', async () => {
  const now = await permissions()
  for (const folder of ['accounts', 'tickets', 'documents']) expect(now).toContain(`## ${folder}`)
  expect(now).toMatch(/\| mayOpen \| stored document \| [·–] \| – \| – \| – \| yes \| – \| – \|/)
})
