import type { CookieOptions, Request, Response } from 'express'
import { DAY } from '../clock.ts'
import type { Config } from '../config.ts'

/** The desk sets these two cookies and no other (R7): both are needed for what the person asked for. */
const LANGUAGE = 'language'

/** `__Host-` binds the cookie to this host and to https (RFC 6265bis); a loopback address has no https. */
export const sessionCookie = (config: Config): string =>
  config.baseUrl.startsWith('https:') ? '__Host-session' : 'session'

const options = (config: Config): CookieOptions => ({
  path: '/',
  sameSite: 'lax',
  secure: config.baseUrl.startsWith('https:'),
})

export const setSession = (response: Response, config: Config, token: string): void =>
  void response.cookie(sessionCookie(config), token, { ...options(config), httpOnly: true })

export const clearSession = (response: Response, config: Config): void =>
  void response.clearCookie(sessionCookie(config), { ...options(config), httpOnly: true })

export const setLanguage = (response: Response, config: Config, locale: string): void =>
  void response.cookie(LANGUAGE, locale, { ...options(config), httpOnly: true, maxAge: 365 * DAY })

/** The value of a cookie in a `Cookie` header. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name) return value
  }
  return undefined
}

export const languageOf = (request: Request): string | undefined => cookieIn(request.headers.cookie, LANGUAGE)
