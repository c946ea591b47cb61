import { crc32, deflateSync } from 'node:zlib'

const [WIDTH, HEIGHT] = [640, 400]
/** Red, green and blue of the colours that the picture is painted with. */
const PALETTE = [0x5b7a8c, 0xf6f6f4, 0x2b3a42, 0xc9ced1, 0xa3211b, 0x1f6f5c].flatMap((rgb) => [
  rgb >> 16,
  (rgb >> 8) & 255,
  rgb & 255,
])
const [DESKTOP, WINDOW, TITLE, LINE, SIGN, BUTTON] = [0, 1, 2, 3, 4, 5] as const

type Rectangle = [colour: number, x: number, y: number, width: number, height: number]

/** What a screen looks like on which a program says that something is wrong. */
const SCREEN: Rectangle[] = [
  [DESKTOP, 0, 0, WIDTH, HEIGHT],
  [WINDOW, 90, 60, 460, 280],
  [TITLE, 90, 60, 460, 32],
  [SIGN, 130, 130, 56, 56],
  [WINDOW, 154, 140, 8, 24],
  [WINDOW, 154, 168, 8, 8],
  ...[130, 154, 178, 202].map((y, at): Rectangle => [LINE, 220, y, 290 - at * 40, 12]),
  [BUTTON, 420, 280, 100, 32],
]

/** The picture as a PNG (ISO/IEC 15948): one byte a pixel, an index into the palette. */
export function demoPicture(): Buffer {
  const rows = Buffer.alloc((WIDTH + 1) * HEIGHT) // each row begins with 0: no filter
  for (const [colour, x, y, width, height] of SCREEN) {
    for (let row = y; row < y + height; row++)
      rows.fill(colour, row * (WIDTH + 1) + 1 + x, row * (WIDTH + 1) + 1 + x + width)
  }
  const header = Buffer.from([...u32(WIDTH), ...u32(HEIGHT), 8, 3, 0, 0, 0])
  const chunks = [chunk('IHDR', header), chunk('PLTE', Buffer.from(PALETTE)), chunk('IDAT', deflateSync(rows))]
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks, chunk('IEND', Buffer.alloc(0))])
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  return Buffer.concat([u32(data.length), body, u32(crc32(body))])
}
