import type { Request, Response } from 'express'
import { CATEGORIES } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { UNSOUGHT, addressOf, adviceOn, listed, unmarked } from '../search/listing.ts'
import { search } from '../search/searching.ts'
import { page } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say, type Locale } from '../words/words.ts'
import type { HomeForm } from './forms.ts'
import { countOpen, front } from './front.ts'

type Category = (typeof CATEGORIES)[number]
const FOUND = 20

/** The counter as the world finds it: what was answered in public, or what of it has these words. */
export async function homePage(desk: Desk, request: Request, response: Response, form: HomeForm): Promise<void> {
  const { locale } = visitOf(request)
  const shown = form.q ? await foundFor(desk, locale, { ...form, q: form.q }) : await frontOf(desk, locale, form)
  page(request, response, 'home/index', {
    title: say(locale, 'home.title'),
    wide: true,
    q: form.q ?? '',
    category: form.category,
    called: form.category && say(locale, `category.${form.category}`),
    every: addressOf('/', { q: form.q }),
    ...shown,
  })
}

async function frontOf(desk: Desk, locale: Locale, form: HomeForm) {
  const [{ tickets, next }, counts] = await Promise.all([front(desk.db, form), countOpen(desk.db)])
  const rows = tickets.map((one) => ({
    ...one,
    open: true,
    subject: unmarked(one.subject),
    passage: unmarked(one.excerpt),
  }))
  return {
    advice: adviceOn(locale, 'public', UNSOUGHT),
    tickets: rows.map((ticket) => listed(locale, ticket)),
    more: next && addressOf('/', { category: form.category, after: next }),
    total: [...counts.values()].reduce((sum, n) => sum + n, 0),
    categories: subjects(
      locale,
      form,
      CATEGORIES.filter((one) => counts.has(one)),
    ).map((one) => ({ ...one, n: counts.get(one.category) })),
  }
}

async function foundFor(desk: Desk, locale: Locale, form: HomeForm & { q: string }) {
  const { q, after, category } = form
  const found = await search(desk.db, null, { q, within: 'public', limit: FOUND, after, category })
  return {
    tickets: found.hits.map((ticket) => listed(locale, ticket)),
    advice: adviceOn(locale, 'public', found),
    more: found.next && addressOf('/', { q, category, after: found.next }),
    categories: subjects(locale, form, CATEGORIES),
  }
}

/** What one can narrow the page by; what was looked for stays. */
const subjects = (locale: Locale, form: HomeForm, categories: readonly Category[]) =>
  categories.map((category) => ({
    category,
    label: say(locale, `category.${category}`),
    href: addressOf('/', { q: form.q, category }),
    current: category === form.category,
  }))
