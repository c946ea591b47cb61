// The one place that loads libsodium: whoever imports it finds it ready.
import sodium, { type StateAddress } from 'libsodium-wrappers'

await sodium.ready
export { sodium }
export type { StateAddress }

type Heap = { libsodium: { _free(address: number): void; HEAPU8: Uint8Array } }

const SECRETSTREAM_STATE_BYTES = 52

/**
 * Clears and frees a secretstream state. libsodium-wrappers 0.8.4 leaves every state in WASM memory
 * (libsodium.js issue 380), and the state holds the key of the stream.
 */
export function freeStream(state: StateAddress): void {
  const { libsodium } = sodium as unknown as Heap
  const address = state as unknown as number
  libsodium.HEAPU8.fill(0, address, address + SECRETSTREAM_STATE_BYTES)
  libsodium._free(address)
}

/** Frees a BLAKE2b state that is given up before its final, which would have freed it. */
export function freeHash(state: StateAddress): void {
  ;(sodium as unknown as Heap).libsodium._free(state as unknown as number)
}

/** A Buffer on the same memory, so that clearing one clears the other. */
export function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** 32 bytes derived from `key`; `context` has exactly 8 characters (vault.md 3.1). */
export function kdf(key: Uint8Array, id: number, context: string): Buffer {
  return buffer(sodium.crypto_kdf_derive_from_key(32, id, context, key))
}

/** BLAKE2b-256 of `message`, keyed when a key is given. */
export function blake2b(message: Uint8Array, key: Uint8Array | null = null): Buffer {
  return buffer(sodium.crypto_generichash(32, message, key))
}
