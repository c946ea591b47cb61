import { describe, expect, it } from 'vitest'
import { fold } from '../../server/detectors/folding.ts'

/** What a word of the folded text was in the given one. */
function given(text: string, word: string): string {
  const folded = fold(text)
  const at = folded.text.indexOf(word)
  expect(at, folded.text).toBeGreaterThanOrEqual(0)
  const { start, end } = folded.place(at, at + word.length)
  return text.slice(start, end)
}

describe('the text as a reader sees it', () => {
  it.each([
    ['４２ and 𝟒𝟐', '42 and 42'],
    ['E‑mail – ici — là − 3', 'E-mail - ici - là - 3'],
    ['06\u00A012\u202F34\u200956', '06 12 34 56'],
    ['hun\u200Bter\u00AD2\uFEFF\u202E', 'hunter2'],
    ['« hunter2 » et “x” ‘y’', '"hunter2" et "x" \'y\''],
    ['«\u202Fhunter2\u202F»', '"hunter2"'],
    ['cle\u0301 de\u0300s', 'clé dès'],
    ['&#52;2 &amp; &eacute;&nbsp;&shy;x &#x41; &unknown; &', '42 & é x A &unknown; &'],
    ['**hun**ter2 and _it_ and ~~gone~~', 'hunter2 and it and gone'],
    ['P*ssw0rd and snake_case_x and 2 * 3 * 4', 'P*ssw0rd and snake_case_x and 2 * 3 * 4'],
    ['`P*ss*1` and ``a`b``', 'P*ss*1 and a`b'],
    ['```\na *b* \\_c\n```', '\na *b* \\_c\n'],
    ['a \\*b\\* C:\\Users', 'a *b* C:\\Users'],
    ['********', '********'],
    ['one *two\n\nthree* four', 'one *two\n\nthree* four'],
    ['a\u2028b\tc', 'a\nb c'],
    ['ﬁn №5 …', 'fin No5 ...'],
    ['x \uE000licence_key:S-1234\uE001 y', 'x \uE000 y'],
    ['\uD800 alone', '\uD800 alone'],
  ])('%j is read as %j', (text, read) => {
    expect(fold(text).text).toBe(read)
  })

  it.each([
    ['my **hun**ter2 here', 'hunter2', '**hun**ter2'],
    ['my hun**ter2** here', 'hunter2', 'hun**ter2**'],
    ['my `hunter2` here', 'hunter2', 'hunter2'],
    ['my **hun*ter*2** x', 'hunter2', 'hun*ter*2'],
    ['is h&#117;nter2.', 'hunter2', 'h&#117;nter2'],
    ['is e\u0301te\u0301 ok', 'été', 'e\u0301te\u0301'],
    ['is 𝟒𝟐 ok', '42', '𝟒𝟐'],
    ['hun\u200Bter2', 'hunter2', 'hun\u200Bter2'],
    ['a\\_b', 'a_b', 'a\\_b'],
  ])('in %j, %j is %j', (text, word, place) => {
    expect(given(text, word)).toBe(place)
  })
})
