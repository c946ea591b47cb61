import request from 'supertest'

export type Answer = {
  status: number
  text: string
  location: string
  headers: Record<string, string>
  body: unknown
  bytes: Buffer
}
export type Fields = Record<string, string | string[]>
export type File = { name: string; content: Buffer | string; type?: string }

/** A browser without JavaScript: keeps cookies, fills in forms, follows nothing by itself. */
export type Client = {
  cookies: Map<string, string>
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  /** Sends exactly these fields: no token, no hidden field. */
  post(path: string, fields?: Fields, headers?: Record<string, string>): Promise<Answer>
  /**
   * Loads `page`, takes the form whose action is `action` with its hidden fields and what it has filled in, puts
   * `fields` over them and sends it, with `files` as `documents` if there are any.
   */
  send(page: string, action: string, fields?: Fields, files?: File[]): Promise<Answer>
}

export function newClient(url: string): Client {
  const cookies = new Map<string, string>()

  const run = async (test: request.Test, headers: Record<string, string>): Promise<Answer> => {
    const all = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...headers }
    for (const [name, value] of Object.entries(all)) if (value) void test.set(name, value)
    const answer = await test
      .buffer(true)
      .parse((response, done) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => done(null, Buffer.concat(parts)))
      })
      .redirects(0)
      .ok(() => true)
    keep(answer.headers['set-cookie'] as string[] | undefined)
    return read(answer)
  }
  const keep = (set: string[] = []) => {
    for (const cookie of set) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value && !/expires=Thu, 01 Jan 1970/i.test(cookie)) cookies.set(name, value)
      else cookies.delete(name)
    }
  }
  const client: Client = {
    cookies,
    get: (path, headers = {}) => run(request(url).get(path), headers),
    post: (path, fields = {}, headers = {}) => run(request(url).post(path).type('form').send(encode(fields)), headers),
    async send(page, action, fields = {}, files = []) {
      const shown = await client.get(page)
      const all = { ...filledIn(formIn(shown.text, action)), ...fields }
      if (files.length === 0) return client.post(action, all)
      const test = request(url).post(action)
      for (const [name, values] of Object.entries(all))
        for (const value of [values].flat()) void test.field(name, value)
      for (const file of files) {
        const content = Buffer.from(file.content as string)
        void test.attach('documents', content, {
          filename: file.name,
          contentType: file.type ?? 'application/octet-stream',
        })
      }
      return run(test, {})
    },
  }
  return client
}

const encode = (fields: Fields): string => {
  const form = new URLSearchParams()
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) form.append(name, value)
  return form.toString()
}

function read(answer: request.Response): Answer {
  const bytes = answer.body as Buffer
  const text = Buffer.isBuffer(bytes) ? bytes.toString() : ''
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    body = undefined
  }
  const headers = answer.headers as Record<string, string>
  return { status: answer.status, text, location: headers['location'] ?? '', headers, body, bytes }
}

/** The HTML of the form with this action. Throws where the page has none. */
export function formIn(html: string, action: string): string {
  const forms = html.match(/<form[\s\S]*?<\/form>/g) ?? []
  const path = action.replace(/[?#].*$/, '')
  const form =
    forms.find((one) => one.includes(`action="${path}"`)) ?? forms.find((one) => !/<form[^>]*action=/.test(one))
  if (!form) throw new Error(`The page has no form for ${action}:\n${html.slice(0, 2000)}`)
  return form
}

const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return value
    ?.replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&#x3D;', '=')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** The token that the forms of a page carry; empty where it has none. */
export const csrfIn = (html: string): string => /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''

/** What a browser would send of a form that nobody touched. */
export function filledIn(form: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const tag of form.match(/<input[^>]*>/g) ?? []) {
    const [name, type] = [attribute(tag, 'name'), attribute(tag, 'type')]
    const ticked = !['checkbox', 'radio'].includes(type ?? '') || /\schecked/.test(tag)
    if (name && type !== 'file' && ticked) fields[name] = attribute(tag, 'value') ?? ''
  }
  for (const [, open = '', text = ''] of form.matchAll(/<textarea([^>]*)>([\s\S]*?)<\/textarea>/g)) {
    const name = attribute(open, 'name')
    if (name) fields[name] = attribute(` value="${text}"`, 'value') ?? ''
  }
  for (const [, open = '', options = ''] of form.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)) {
    const name = attribute(open, 'name')
    const chosen = /<option[^>]*\sselected[^>]*>/.exec(options)?.[0] ?? /<option[^>]*>/.exec(options)?.[0] ?? ''
    if (name) fields[name] = attribute(chosen, 'value') ?? ''
  }
  return fields
}
