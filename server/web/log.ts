import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import { pino, type Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import { newId } from '../db/ids.ts'

/** The log: no cookie, no query, no body, so nothing confidential can stand in it. */
export function openLog(level: string): Logger {
  return pino({ level, base: null, redact: ['req.headers', 'res.headers'] })
}

/** One line per request, with the id that a person is shown when something breaks. */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    genReqId: () => newId().slice(0, 12),
    customLogLevel: (_, response, error) => (error || response.statusCode >= 500 ? 'error' : 'debug'),
    serializers: {
      req: (request: IncomingMessage & { id: string }) => ({
        id: request.id,
        method: request.method,
        path: withoutSecrets(request.url ?? ''),
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
  }) as RequestHandler
}

/** A path without its query, and without the token of a link; routes are found in any letter case. */
const withoutSecrets = (url: string): string =>
  url.replace(/\?.*$/s, '').replace(/^\/(activate|confirm|reset|shared)\/.+$/i, '/$1/…')
