// Twenty uploads at once to a desk that has little memory. Usage: node crowding.ts FOLDER MEBIBYTES
// Says in one line what does not hold. The desk, and not this program, has the fault that MUTANT names.
import { join } from 'node:path'
import { fill } from '../../../bench/fill.ts'
import { startDesk } from '../../../bench/programs.ts'
import { MiB, upload } from '../../../bench/sending.ts'
import { tell } from '../telling.ts'

const AT_ONCE = 20
const MOST = 400 // MiB that the desk may occupy
const FLAGS = ['--max-old-space-size=192', '--import', new URL('../planting.ts', import.meta.url).pathname]

const [folder = '', size = ''] = process.argv.slice(2)
const { customers } = await fill(join(folder, 'storage'))
const { MUTANT } = process.env
const desk = await startDesk(join(folder, 'storage'), FLAGS, MUTANT ? { MUTANT } : {})
const broken: string[] = []
const arriving = customers.slice(0, AT_ONCE).map((customer) => upload(desk.url, customer, Number(size) * MiB))
for (const end of await Promise.allSettled(arriving))
  if (end.status === 'rejected') broken.push(`an upload ended with ${String(end.reason)}`)
const most = Math.round(await desk.most().catch(() => Infinity))
if (!(most < MOST)) broken.push(`the desk occupied ${most} MiB`)
if (Number.isFinite(most)) await desk.stop() // else it has ended by itself
tell({ broken, most })
