const LONGEST_NAME = 200
// oxlint-disable-next-line no-control-regex -- these are what is removed
const REMOVED = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069\uE000\uE001]/g

/**
 * The name of a file as it is kept: without its path, without control characters, without those that turn the direction
 * of writing, which make `exe.fdp` out of `pdf.exe`, and without the two signs around what is covered in a text.
 */
export function safeName(name: string): string {
  const base = name.toWellFormed().replace(/^.*[/\\]/s, '')
  const plain = base.replace(REMOVED, '')
  const short = Array.from(plain.trim()).slice(0, LONGEST_NAME).join('').trim()
  return ['', '.', '..'].includes(short) ? 'document' : short
}

/** A media type that can stand in a header; what is none becomes plain bytes. */
export function safeType(type: string): string {
  return /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(type) ? type.toLowerCase() : 'application/octet-stream'
}

/** Content-Disposition of a download: the name for old programs, and as it is (RFC 6266, RFC 8187). */
export function asAttachment(name: string): string {
  const old = name.replace(/[^\x20-\x7E]|["\\%]/g, '_')
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${old}"; filename*=UTF-8''${whole}`
}
