// Loaded before a program (--import) that was started with a line to its parent: answers each message with the longest
// time, in milliseconds, that its event loop let everybody wait since the last one.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
process.on('message', () => {
  process.send?.(delay.max / 1e6)
  delay.reset()
})
process.channel?.unref()
