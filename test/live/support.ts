import { io } from 'socket.io-client'
import type { Client } from '../support/client.ts'

type Heard = { name: string; message: Record<string, unknown> }

/** A socket with a client's cookies, all that it hears, and a way to wait for something. */
export async function lineTo(url: string, client: Client | null, headers: Record<string, string> = {}) {
  const cookie = client ? [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ') : ''
  const extraHeaders = { cookie, ...headers }
  const socket = io(url, { transports: ['websocket'], extraHeaders, reconnection: false, forceNew: true })
  const heard: Heard[] = []
  const waiting: { test: (heard: Heard) => boolean; done: (heard: Heard) => void }[] = []
  const tell = (name: string, message: Record<string, unknown>) => {
    heard.push({ name, message })
    for (const one of waiting) if (one.test({ name, message })) one.done({ name, message })
  }
  socket.onAny(tell)
  socket.on('disconnect', () => tell('disconnect', {}))
  await new Promise<void>((done, fail) => {
    socket.once('connect', done)
    socket.once('connect_error', fail)
  })
  const hears = (name: string, fits = (_: Record<string, unknown>) => true) => {
    const is = (one: Heard) => one.name === name && fits(one.message)
    const already = heard.find(is)
    return already ? Promise.resolve(already) : new Promise<Heard>((done) => waiting.push({ test: is, done }))
  }
  const watch = (ticket: unknown) => socket.emitWithAck('watch', { ticket }) as Promise<{ ok: boolean }>
  return { socket, heard, hears, watch }
}
