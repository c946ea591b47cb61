type Page = { drawn: string; more?: string }
type Rest = { catalogue?: string; trailer?: string }

/** A line of text on a page of 400 by 400, so far from its foot. */
export const line = (text: string, from = 300): string => `BT /F1 36 Tf 40 ${from} Td (${text}) Tj ET`

/** A small real PDF (ISO 32000-1, 7.5). `catalogue`, `trailer` and a page's `more` are what else stands in those. */
export function pdfOf(pages: Page[], { catalogue = '', trailer = '' }: Rest = {}): Buffer {
  const at = (i: number) => 5 + 2 * i
  const fonts = '/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >>'
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${catalogue} >>`,
    `<< /Type /Pages /Kids [${pages.map((_, i) => `${at(i)} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>',
    ...pages.flatMap(({ drawn, more = '' }, i) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] ${fonts} /Contents ${at(i) + 1} 0 R ${more} >>`,
      `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
    ]),
  ]
  let body = '%PDF-1.7\n'
  const places = objects.map((object, i) => {
    const place = String(body.length).padStart(10, '0')
    body += `${i + 1} 0 obj\n${object}\nendobj\n`
    return `${place} 00000 n \n`
  })
  const size = objects.length + 1
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}`
  const end = `trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${body.length}\n%%EOF\n`
  return Buffer.from(body + table + end, 'latin1')
}
