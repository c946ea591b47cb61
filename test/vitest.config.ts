import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'

// `npm test` runs three suites. What needs no engine runs once: the tests at the top of test/, which read the code, with
// the checks; the vault's own tests, the detectors', the scanner's, those of arriving bytes and all but one of the long tours
// in a browser with SQLite.
// `npm run faults` runs test/faults alone, for longer. By hand, `vitest` runs everything that its engine can.
const leftOut = {
  rules: ['test/*/**'],
  sqlite: ['test/*.test.ts', 'test/**/postgres*.test.ts'],
  postgres: [
    'test/*.test.ts',
    'test/{detectors,vault,scanning,uploads}/**',
    'test/**/sqlite*.test.ts',
    'test/browser/{pages,out-of-reach,whole-way}.test.ts',
    'test/cli/review.test.ts',
  ],
  faults: [],
  everything: ['test/**/postgres*.test.ts'],
}
const byHand = process.env['DATABASE_URL']?.startsWith('postgres') ? 'postgres' : 'everything'
const suite = (process.env['SUITE'] ?? byHand) as keyof typeof leftOut

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: [suite === 'faults' ? 'test/faults/*.test.ts' : 'test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...leftOut[suite]],
    globalSetup: suite === 'rules' || suite === 'faults' ? [] : ['test/support/chromium.ts'],
    // Loading the desk anew for each file takes as long as half the tests. On PostgreSQL no file changes what others load.
    isolate: suite !== 'postgres',
    maxConcurrency: 2,
    maxWorkers: availableParallelism(), // by itself it leaves a core to whoever works at the machine
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
