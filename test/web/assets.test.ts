import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'

describe('what a PDF is drawn with', () => {
  let test: TestDesk
  beforeAll(async () => {
    test = await openTestDesk()
  })
  afterAll(() => test.close())

  const heads = ({ status, headers }: Answer) => [
    status,
    headers['content-type'],
    headers['cache-control'],
    headers['access-control-allow-origin'],
  ]
  const KEPT = 'public,max-age=0,must-revalidate'
  const FRAME =
    "sandbox allow-scripts; default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'self'; worker-src blob: 'self'; style-src 'self'; font-src 'self'; frame-ancestors 'self'"

  it('is a page that reaches nothing and that our pages alone may hold, also from the cache', async () => {
    const nobody = test.visitor()
    const page = await nobody.get('/assets/pdf-frame.html')
    expect(heads(page)).toEqual([200, 'text/html;charset=utf-8', KEPT, undefined])
    const again = await nobody.get('/assets/pdf-frame.html', { 'if-none-match': page.headers['etag'] ?? '' })
    expect(again.status).toBe(304)
    for (const answer of [page, again]) {
      expect(answer.headers['content-security-policy']).toBe(FRAME)
      expect(answer.headers['x-frame-options']).toBe('SAMEORIGIN')
      expect(answer.headers['referrer-policy']).toBe('same-origin')
    }
    expect(page.text).not.toMatch(/<script(?! type="module" src="\/assets\/)|style=|\son\w+=/)
  })

  it.each([
    ['pdf-frame.js', 'text/javascript'],
    ['pdf-frame.css', 'text/css'],
    ['pdfjs/pdf.min.mjs', 'text/javascript'],
    ['pdfjs/pdf.worker.min.mjs', 'text/javascript'],
    ['pdfjs/jbig2_nowasm_fallback.js', 'text/javascript'],
    ['pdfjs/openjpeg_nowasm_fallback.js', 'text/javascript'],
    ['pdfjs/LiberationSans-BoldItalic.ttf', 'font/ttf'],
    ['pdfjs/FoxitDingbats.pfb', ''],
  ])('has %s, which a page without an origin may fetch', async (name, type) => {
    const answer = await test.visitor().get(`/assets/${name}`)
    expect(heads(answer)).toEqual([200, type, KEPT, '*'])
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
  })

  it.each([
    'pdfjs/pdf.sandbox.min.mjs',
    'pdfjs/pdf.mjs',
    'pdfjs/openjpeg.wasm',
    'pdfjs/LICENSE_FOXIT',
    'pdfjs/',
    'pdf-frame',
  ])('has no %s', async (name) => {
    const { status, headers } = await test.visitor().get(`/assets/${name}`)
    expect([status, headers['access-control-allow-origin']]).toEqual([404, undefined])
  })
})
