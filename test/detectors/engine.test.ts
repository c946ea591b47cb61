import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { detect } from '../../server/detectors/detect.ts'
import { corpus } from './corpus/load.ts'

const SCRIPT = `
  const { detect } = await import('../../server/detectors/detect.ts')
  const { corpus } = await import('./corpus/load.ts')
  console.log(JSON.stringify(corpus.map(({ text, profile }) => detect(text, { profile }))))`

it('finds the same when V8 compiles without optimising, as it does in a process that has compiled much', async () => {
  const found = corpus.map(({ text, profile }) => detect(text, { profile }))
  const args = ['--no-regexp-optimization', '--input-type=module', '--eval', SCRIPT]
  const options = { cwd: import.meta.dirname, maxBuffer: 2 ** 26 }
  const { stdout } = await promisify(execFile)(process.execPath, args, options)
  expect(JSON.parse(stdout)).toEqual(found)
})
