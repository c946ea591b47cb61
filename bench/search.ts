import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startPostgres } from '../test/postgres.ts'
import type { Measured } from './finding.ts'
import { percentile, type Line } from './report.ts'

/** Searching 500,000 comments on both engines: rare words and common ones, for the world and for staff. */
export async function searching(folder: string): Promise<Line[]> {
  const lines = await onEngine('SQLite', `file:${join(folder, 'search.sqlite')}`)
  const postgres = await startPostgres()
  try {
    return [...lines, ...(await onEngine('PostgreSQL', postgres.url))]
  } finally {
    await postgres.stop()
  }
}

async function onEngine(engine: string, url: string): Promise<Line[]> {
  const program = new URL('finding.ts', import.meta.url).pathname
  const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: url }
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env })
  const { comments, fillMs, times } = JSON.parse(stdout) as Measured
  return Object.entries(times).map(([name, { ours, bare }]) => {
    const [p50, p95, alone] = [percentile(ours, 50), percentile(ours, 95), percentile(bare, 50)]
    const words = `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms against ${alone.toFixed(2)} ms for the index alone`
    return { name: `search ${name}, ${engine}`, ratio: p50 / alone, words, facts: { comments, fillMs, ours, bare } }
  })
}
