import './runtime.ts'
import { readConfig } from './config.ts'
import { whyNot } from './reasons.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

try {
  const config = readConfig()
  // Loaded only now: a wrong setting is told at once, and what is loaded comes from the compile cache.
  const { openDesk, serve } = await import('./open.ts')
  const { setUpLink } = await import('./accounts/set-up.ts')
  const desk = await openDesk(config)
  const served = await serve(desk).catch(async (error: unknown) => {
    await desk.close()
    throw error
  })
  say(`Guichet is open at ${desk.config.baseUrl}`)
  const link = await setUpLink(desk)
  if (link) say(`Set up the first administrator (this link works once): ${link}`)

  const stop = async (): Promise<void> => {
    // Whoever holds the line for too long is cut: everything acknowledged is on the disk.
    setTimeout(() => process.exit(0), 10_000).unref()
    await served.close()
    await desk.close()
  }
  process.once('SIGTERM', () => void stop())
  process.once('SIGINT', () => void stop())
} catch (error) {
  process.stderr.write(`${whyNot(error, `${process.env['HOST'] ?? '127.0.0.1'}:${process.env['PORT'] ?? 3000}`)}\n`)
  process.exitCode = 1
}
