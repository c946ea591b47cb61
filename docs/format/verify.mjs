// Opens documents of the format HDV1, see hdv1.md, with nothing but Node's own crypto: node verify.mjs vectors.json
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const zeros = (length) => Buffer.alloc(length)
const cat = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)))
const big = (length, value) =>
  Buffer.from(
    BigInt(value)
      .toString(16)
      .padStart(2 * length, '0'),
    'hex',
  )
const little = (length, value) => Buffer.from(big(length, value).toReversed())
const number = (bytes) => BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`) // of little-endian bytes
const u64 = (value) => BigInt.asUintN(64, value)
const rotate = (word, by) => u64((word >> by) | (word << (64n - by)))
const need = (holds, what) => {
  if (!holds) throw new Error(what)
}

// BLAKE2b-256, RFC 7693, with libsodium's use of salt and personalisation.
const IV = `6a09e667f3bcc908bb67ae8584caa73b3c6ef372fe94f82ba54ff53a5f1d36f1
  510e527fade682d19b05688c2b3e6c1f1f83d9abfb41bd6b5be0cd19137e2179`
const SIGMA = `0123456789abcdefea489fd61c02b753b8c052fdae3671947931dcbe265a40f8905724afe1bc683d
  2c6a0b834d75fe19c51fed4a0763928bdb7ec13950f4862a6fe9b308c2d714a5a2847615fb9e3cd0`
const words = IV.match(/\w{16}/g).map((word) => BigInt(`0x${word}`))
const sigma = SIGMA.match(/\w/g).map((digit) => parseInt(digit, 16))

function blake2b(message, key = zeros(0), salt = zeros(16), personal = zeros(16)) {
  const parameters = cat([32, key.length, 1, 1], zeros(28), salt, personal)
  const h = words.map((word, i) => word ^ parameters.readBigUInt64LE(8 * i))
  const input = key.length ? cat(key, zeros(128 - key.length), message) : message
  for (let at = 0; at === 0 || at < input.length; at += 128) {
    const [block, last] = [cat(input.subarray(at, at + 128), zeros(128)), at + 128 >= input.length]
    const v = [...h, ...words]
    v[12] ^= BigInt(last ? input.length : at + 128)
    if (last) v[14] = u64(~v[14])
    for (let i = 0; i < 192; i++) {
      const [diagonal, first, second] = [(i >> 3) & 1, ...(i % 2 ? [16n, 63n] : [32n, 24n])]
      const [a, b, c, d] = [0, 1, 2, 3].map((row) => 4 * row + (((i >> 1) + diagonal * row) & 3))
      v[a] = u64(v[a] + v[b] + block.readBigUInt64LE(8 * sigma[i % 160]))
      v[d] = rotate(v[d] ^ v[a], first)
      v[c] = u64(v[c] + v[d])
      v[b] = rotate(v[b] ^ v[c], second)
    }
    for (let i = 0; i < 8; i++) h[i] ^= v[i] ^ v[i + 8]
  }
  return cat(...h.slice(0, 4).map((word) => little(8, word)))
}

const kdf = (key, id, context) => blake2b(zeros(0), key, cat([id], zeros(15)), cat(Buffer.from(context), zeros(8)))
const chacha20 = (key, nonce, bytes) => createCipheriv('chacha20', key, nonce).update(bytes) // 16 bytes: counter | nonce

// What ChaCha20 gives out is its state after the rounds plus the state before them: HChaCha20 is the former alone.
function hchacha20(key, nonce) {
  const [sum, before] = [chacha20(key, nonce, zeros(64)), cat(Buffer.from('expand 32-byte k'), key, nonce)]
  const at = [0, 4, 8, 12, 48, 52, 56, 60]
  return cat(...at.map((i) => little(4, (sum.readUInt32LE(i) - before.readUInt32LE(i)) >>> 0)))
}

// nonce(24) | XChaCha20-Poly1305
function openBox(key, bound, box) {
  const [subkey, nonce] = [hchacha20(key, box.subarray(0, 16)), cat(zeros(4), box.subarray(16, 24))]
  const cipher = createDecipheriv('chacha20-poly1305', subkey, nonce, { authTagLength: 16 })
  cipher.setAAD(bound).setAuthTag(box.subarray(-16))
  return cat(cipher.update(box.subarray(24, -16)), cipher.final())
}

function poly1305(key, message) {
  const r = number(key.subarray(0, 16)) & 0x0ffffffc0ffffffc0ffffffc0fffffffn
  let sum = 0n
  for (let at = 0; at < message.length; at += 16)
    sum = ((sum + number(cat(message.subarray(at, at + 16), [1]))) * r) % (2n ** 130n - 5n)
  return little(16, BigInt.asUintN(128, sum + number(key.subarray(16))))
}

// A record of libsodium's secretstream: encrypted tag(1) | ciphertext | Poly1305(16). Moves on to the next one's nonce.
function pull(stream, record, bound, tag) {
  need(record.length > 17, 'a record is cut off')
  const [{ key, nonce }, body, mac] = [stream, record.subarray(1, -16), record.subarray(-16)]
  const crypt = (counter, bytes) => chacha20(key, cat(little(4, counter), nonce), bytes)
  const block = crypt(1, cat(record.subarray(0, 1), zeros(63)))
  const sealed = [record.subarray(0, 1), block.subarray(1), body, zeros(body.length & 15)]
  const lengths = [little(8, bound.length), little(8, 64 + body.length)]
  const sum = poly1305(crypt(0, zeros(32)), cat(bound, zeros(-bound.length & 15), ...sealed, ...lengths))
  need(sum.equals(mac) && block[0] === tag, 'a record is altered, missing or out of place')
  stream.nonce = cat(little(4, nonce.readUInt32LE() + 1), big(8, nonce.readBigUInt64BE(4) ^ mac.readBigUInt64BE()))
  return crypt(2, body)
}

function unwrap(parent, context, type, under, ids, wrap) {
  const head = cat([1, 1, type, 0], big(4, under))
  need(wrap.length === 80 && wrap.subarray(0, 8).equals(head), 'the wrap is of another kind, epoch or generation')
  return openBox(kdf(parent, 1, context), cat(Buffer.from('hdv1-wrap\0'), head, ...ids), wrap.subarray(8))
}

function openBlob(key, start, blob) {
  const [header, end, size] = [blob.subarray(0, 104), blob.length - 57, 65_536 + 17]
  need(header.subarray(0, 48).equals(start), 'the header is of another format or document')
  need(blake2b(header.subarray(0, 72), kdf(key, 3, 'dochdr__')).equals(header.subarray(72)), 'the commitment differs')
  const streamKey = hchacha20(kdf(key, 1, 'doccont_'), header.subarray(48, 64))
  const stream = { key: streamKey, nonce: cat([1, 0, 0, 0], header.subarray(64, 72)) }
  const plain = []
  const next = (from, to, tag) =>
    pull(stream, blob.subarray(from, to), cat(plain.length ? [] : header, big(8, plain.length)), tag)
  for (let at = 104; at < end; at += size) plain.push(next(at, Math.min(at + size, end), 0))
  const [final, content] = [next(end, blob.length, 3), cat(...plain)]
  need(final.equals(cat(big(8, content.length), blake2b(content))), 'length or digest differ')
  return content
}

// From the root key to the content; throws when anything is not as it was sealed.
function open({ root, epoch, account, generation, document, accountWrap, documentWrap, meta, blob }) {
  const accountKey = unwrap(root, 'acctwrap', 1, epoch, [account, zeros(16)], accountWrap)
  const key = unwrap(accountKey, 'docwrap_', 2, generation, [account, document], documentWrap)
  const padded = openBox(kdf(key, 2, 'docmeta_'), cat(Buffer.from('hdv1-meta\0'), account, document), meta)
  const start = cat(Buffer.from('HDV1'), [1, 1, 16, 0], document, account, zeros(4), big(4, 104))
  return { meta: JSON.parse(padded.subarray(0, padded.lastIndexOf(0x80))), content: openBlob(key, start, blob) }
}

// A part of a vector: a number; bytes in hex, of the blob in base64; or such bytes and [from, to] of the part it changes.
function read(name, value, base) {
  if (typeof value === 'number') return value
  if (typeof value === 'string') return Buffer.from(value, name === 'blob' ? 'base64' : 'hex')
  return cat(...value.map((piece) => (typeof piece === 'string' ? read(name, piece) : base.subarray(...piece))))
}

const known = {}
for (const { name, like, opens, ...parts } of JSON.parse(readFileSync(process.argv[2])).vectors) {
  const vector = (known[name] = { ...known[like] })
  for (const part of Object.keys(parts)) vector[part] = read(part, parts[part], vector[part])
  let found
  try {
    const { meta, content } = open(vector)
    found = JSON.stringify({ meta, sha256: createHash('sha256').update(content).digest('hex') })
  } catch (error) {
    found = `refused, ${error.message}`
  }
  const right = opens ? found === JSON.stringify(opens) : found.startsWith('refused')
  process.stdout.write(`${right ? 'ok' : 'FAILED'}: ${name}: ${found}\n`)
  if (!right) process.exitCode = 1
}
