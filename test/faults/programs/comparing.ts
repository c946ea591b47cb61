// Opens each desk once more and holds it against its ledger. Usage: node comparing.ts FOLDER…; the ledger is
// FOLDER/ledger.json. Says one line for each folder, with the promises that are broken.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brokenPromises } from '../comparing.ts'
import type { Line } from '../launching.ts'
import { promisesIn } from '../ledger.ts'
import { remainsOf } from '../remains.ts'
import { tell } from '../telling.ts'

for (const folder of process.argv.slice(2)) {
  const promises = promisesIn(JSON.parse(readFileSync(join(folder, 'ledger.json'), 'utf8')) as Line[])
  const broken = await brokenPromises(folder, promises)
  tell({ folder, broken: [...broken, ...remainsOf(folder, promises, promises.destroyed)] })
}
