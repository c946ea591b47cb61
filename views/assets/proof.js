// Checks in the browser what the desk says of its record: each line up to the root, and the signature on the root.
const bytes = (base64) =>
  Uint8Array.from(atob(base64.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
const text = (words) => new TextEncoder().encode(words)
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i])
const joined = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]))
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest('SHA-256', joined(...parts)))
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name])

/** Puts the button beside the file with the proofs. */
export function offerProofs(place) {
  const button = document.createElement('button')
  button.textContent = place.dataset.check
  place.prepend(button)
  // Once asked, new lines are checked as they come: they arrive with the whole table.
  const table = new MutationObserver(() => void answer(place.dataset))
  button.addEventListener('click', () => {
    table.observe(place.parentElement, { childList: true })
    void answer(place.dataset)
  })
}

// The last check that was asked for is the one that is told.
let asked = 0

async function answer(words) {
  const mine = ++asked
  const verdict = document.querySelector('[data-verdict]')
  verdict.textContent = words.checking
  const told = await check(words)
  if (mine === asked) verdict.textContent = told
}

async function check(words) {
  if (!globalThis.crypto?.subtle) return words.cannot
  try {
    const [record, { keys }] = await Promise.all([words.record, '/.well-known/vault-keys.json'].map(fetched))
    const head = headIn(record.checkpoint)
    const signed = await isSigned(head, keys)
    const good = await markAll(record.lines, head, words)
    if (signed === false) return words.bad
    if (!good) return words.some
    const short = [...head.root.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    const values = { size: head.size, head: short.replace(/^(.{4})/, '$1·') }
    return fill(signed ? words.all : words.unsigned, values)
  } catch {
    return words.unanswered
  }
}

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: 'application/json' }, cache: 'no-store' })
  if (!answer.ok) throw new Error(address)
  return answer.json()
}

/** A signed note: the text that is signed, and after it each signature with the four bytes that name its key. */
function headIn(note) {
  const end = note.indexOf('\n\n') + 1
  const [origin, size, root] = note.slice(0, end).split('\n')
  const [, name, signature] = /^— (\S+) (\S+)\n$/.exec(note.slice(end + 1))
  return {
    signedText: note.slice(0, end),
    origin,
    size: Number(size),
    root: bytes(root),
    name,
    signature: bytes(signature),
  }
}

/** Null where the browser cannot tell. */
async function isSigned({ signedText, origin, name, signature }, keys) {
  if (name !== origin) return false
  for (const { x, kty, crv } of keys) {
    const id = (await sha256(text(`${name}\n`), [1], bytes(x))).slice(0, 4)
    if (!same(id, signature.slice(0, 4))) continue
    let key
    try {
      key = await crypto.subtle.importKey('jwk', { x, kty, crv }, { name: 'Ed25519' }, false, ['verify'])
    } catch {
      return null // an older browser, which does not know Ed25519
    }
    return crypto.subtle.verify('Ed25519', key, signature.slice(4), text(signedText))
  }
  return false
}

/** Says at each row what holds; true when every one does. */
async function markAll(lines, head, words) {
  const rows = [...document.querySelectorAll('[data-part="record"] tbody tr')]
  const results = await Promise.all(
    rows.map(async (row, i) => {
      const mark = row.querySelector('[data-proof]')
      const line = lines[i]
      const holds = line && isOf(row, line) && (await leadsTo(line, head))
      mark.textContent = holds
        ? fill(words.holds, { index: line.index + 1, size: head.size })
        : line
          ? words.broken
          : words.unproved
      mark.classList.toggle('broken', !holds)
      return Boolean(holds)
    }),
  )
  return results.every(Boolean)
}

/** Is the line that is proved the one that this row tells of? */
function isOf(row, line) {
  const [, at, deed] = JSON.parse(line.entry)
  return deed === row.dataset.deed && at === row.querySelector('time').dateTime
}

/** RFC 6962: from the keyed hash of the line, as a leaf, with the hashes of the proof up to the root. */
async function leadsTo({ entry, key, index, proof }, { size, root }) {
  const secret = await crypto.subtle.importKey('raw', bytes(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  let hash = await sha256([0], new Uint8Array(await crypto.subtle.sign('HMAC', secret, text(entry))))
  let [at, last] = [index, size - 1]
  for (const other of proof.map(bytes)) {
    if (last === 0) return false
    const isRight = at % 2 === 1 || at === last
    hash = await (isRight ? sha256([1], other, hash) : sha256([1], hash, other))
    if (isRight) while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && index < size && same(hash, root)
}
