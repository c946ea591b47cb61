import { channel } from 'node:diagnostics_channel'

const steps = channel('guichet:step')

/**
 * Says that a durable step was taken, such as `upload.key-committed`. Nobody listens in ordinary running; the tests end
 * the process there, because a crash between two steps is where a vault loses things.
 */
export function reached(step: string): void {
  if (steps.hasSubscribers) steps.publish(step)
}
