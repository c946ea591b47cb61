import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Request, Response } from 'express'
import Handlebars from 'handlebars'
import { day, longDay, moment, number, size } from '../words/formats.ts'
import { isLocale, say, type Locale, type Params, type WordKey } from '../words/words.ts'
import { turnedTo } from './addresses.ts'
import { drawCovers, sayCovers } from './covers.ts'
import { visitOf } from './visit.ts'

const root = new URL('../../views', import.meta.url).pathname
const engine = Handlebars.create()
type Template = (context: object, options?: object) => string

/** Every view, compiled when the program starts; `tickets/_reply` is a partial, `tickets/show` a page. */
const views = new Map<string, Template>()

type Options = { hash: Record<string, unknown>; data: { root: { locale: Locale } } }
const localeOf = (options: Options): Locale => options.data.root.locale
const dated = (write: (locale: Locale, at: Date) => string) => (at: unknown, options: Options) =>
  at instanceof Date ? write(localeOf(options), at) : ''

const helpers = {
  t: (key: WordKey, options: Options) => say(localeOf(options), key, options.hash as Params),
  day: dated(day),
  longDay: dated(longDay),
  moment: dated(moment),
  iso: (at: unknown) => (at instanceof Date ? at.toISOString() : ''),
  size: (bytes: unknown, options: Options) => (typeof bytes === 'number' ? size(localeOf(options), bytes) : ''),
  figure: (value: unknown, options: Options) => (typeof value === 'number' ? number(localeOf(options), value) : ''),
  eq: (a: unknown, b: unknown) => a === b,
  concat: (...parts: unknown[]) => parts.slice(0, -1).join(''),
  // A line of text in which something may be covered: a subject.
  covered: (text: unknown, options: Options) =>
    trusted(drawCovers(Handlebars.escapeExpression(String(text)), localeOf(options), false)),
}

const knownHelpers = Object.fromEntries(Object.keys(helpers).map((name) => [name, true]))

/** Reads and compiles all views below `views/`. Throws where one cannot be compiled. */
export function loadViews(): void {
  for (const [name, helper] of Object.entries(helpers)) engine.registerHelper(name, helper as Handlebars.HelperDelegate)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.hbs'))
  for (const file of files) {
    const name = relative(root, join(root, file)).replace(/\.hbs$/, '')
    const template = engine.compile(readFileSync(join(root, file), 'utf8'), {
      knownHelpers,
      knownHelpersOnly: true,
      preventIndent: true, // a text in a field of a partial keeps its lines as they were typed
      noEscape: name.endsWith('.text'), // letters as plain text
    })
    views.set(name, template as Template)
    engine.registerPartial(name, template)
  }
}

/**
 * Draws one view without its layout: a partial for a page that is already open, or a letter. What is covered in a text
 * is said in words wherever the view did not draw it.
 */
export function draw(name: string, locale: Locale, context: object): string {
  const view = views.get(name)
  if (!view) throw new Error(`There is no view "${name}"`)
  return sayCovers(view({ ...context, locale }), locale)
}

/** HTML that is safe as it is, because we made it: sanitised Markdown, a QR picture. */
export const trusted = (html: string): object => new Handlebars.SafeString(html)

/** A form as it is shown again: what was typed, and what is wrong with it. */
export type Form = { values: Record<string, unknown>; errors?: Record<string, string> | undefined }

/** `here`: the path of the page, where it answers a form that was sent elsewhere. */
export type PageContext = {
  title: string
  form?: Form | undefined
  wide?: boolean
  desk?: boolean
  here?: string
} & Record<string, unknown>

/** Answers a page in the visitor's language, inside the layout. */
export function page(request: Request, response: Response, name: string, context: PageContext, status = 200): void {
  const { locale, person, session } = visitOf(request)
  const otherLocale = locale === 'en' ? 'fr' : 'en'
  const whole = {
    ...context,
    csrf: session?.csrf,
    me: person && { ...person, isStaff: person.role !== 'customer', isAdmin: person.role === 'admin' },
    pending: session !== null && person === null,
    otherLocale,
    turned: turnedTo(otherLocale, request, context.here),
    section: context['section'] ?? request.path.split('/')[1],
    log: (request.app.locals['log'] as (() => object | null) | undefined)?.(),
  }
  const body = trusted(draw(name, locale, whole))
  response
    .status(status)
    .type('html')
    .send(draw('layouts/page', locale, { ...whole, body }))
}

/** The language to answer in: chosen by cookie, else what the browser asks for first, else English. */
export function localeFor(cookie: unknown, acceptLanguage: string | undefined): Locale {
  if (isLocale(cookie)) return cookie
  const asked = (acceptLanguage ?? '').toLowerCase().split(',')
  const first = asked.map((part) => part.trim().slice(0, 2)).find(isLocale)
  return first ?? 'en'
}
