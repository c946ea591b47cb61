import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

/** What the scanner does with a document once all of it has come, or at any moment before. */
export type Manner = (document: { socket: Socket; bytes: Buffer; whole: boolean }) => void

export type FakeClamd = {
  url: string
  /** How documents are answered that are begun from now on. */
  manner: Manner
  /** The documents that were taken to their end, as they arrived. */
  taken: Buffer[]
  /** Everything that has come, whole or not. */
  received: number
  close(): Promise<void>
}

/** Answers these words as soon as it has seen all of a document, and hangs up. */
export const answers =
  (words: string): Manner =>
  ({ socket, whole }) => {
    if (whole) socket.end(`${words}\0`)
  }

/** A scanner that speaks clamd's INSTREAM over TCP, or over a socket in the file system. */
export async function openFakeClamd(path?: string): Promise<FakeClamd> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    listen(clamd, socket)
  })
  await once(server.listen(path === undefined ? { port: 0, host: '127.0.0.1' } : { path }), 'listening')
  const clamd: FakeClamd = {
    url: path ? `unix:${path}` : `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    manner: answers('stream: OK'),
    taken: [],
    received: 0,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return clamd
}

const COMMAND = Buffer.from('zINSTREAM\0')

function listen(clamd: FakeClamd, socket: Socket): void {
  const { manner } = clamd // the one of this document, though what is left of it may come later
  let [left, command, whole] = [Buffer.alloc(0), false, false]
  const parts: Buffer[] = []
  socket.on('data', (part: Buffer) => {
    clamd.received += part.length
    left = Buffer.concat([left, part])
    if (!command && left.length < COMMAND.length) return
    if (!command) {
      if (!left.subarray(0, COMMAND.length).equals(COMMAND)) return void socket.end('UNKNOWN COMMAND\0')
      left = left.subarray(COMMAND.length)
      command = true
    }
    while (!whole && left.length >= 4 && left.length >= 4 + left.readUInt32BE(0)) {
      const length = left.readUInt32BE(0)
      if (length > 64 * 1024) return void socket.destroy()
      if (length === 0) whole = true
      else parts.push(Buffer.from(left.subarray(4, 4 + length)))
      left = left.subarray(4 + length)
    }
    const bytes = Buffer.concat(parts)
    if (whole) clamd.taken.push(bytes)
    manner({ socket, bytes, whole })
  })
}
