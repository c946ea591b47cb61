import type { Server } from 'node:http'
import type { Desk, Live } from '../desk.ts'
export function openLive(_desk: Desk, _server: Server): Live & { close(): Promise<void> } {
  const silence = () => undefined
  return {
    replyPosted: silence,
    ticketChanged: silence,
    documentChanged: silence,
    queueChanged: silence,
    visibilityChanged: silence,
    sessionEnded: silence,
    personEnded: silence,
    close: async () => undefined,
  }
}
