import type { Request, Response } from 'express'
import express from 'express'
import multer, { type StorageEngine } from 'multer'
import { Forbidden, Invalid, TooLarge, Unreadable } from '../problems.ts'
import type { WordKey } from '../words/words.ts'
import { carriesToken } from './security.ts'

const MOST_DOCUMENTS = 10
/** The largest document, in bytes: 2 GiB. */
const MOST_BYTES = 2 * 1024 ** 3

/** Of one form: also a decision about each thing that was found in a long text. */
const MOST_FIELDS = 1000

/** Takes one arriving file away, as a stream; what it answers is handed to the deed. */
export type Seal<Sealed> = (file: { name: string; type: string }, content: AsyncIterable<Uint8Array>) => Promise<Sealed>
/** Undoes a seal: the form that brought the file was refused, or the line was cut. */
export type Discard<Sealed> = (sealed: Sealed) => Promise<void>

const urlencoded = express.urlencoded({ extended: false, limit: '512kb', parameterLimit: MOST_FIELDS })
const LIMITS = {
  fields: MOST_FIELDS,
  fieldSize: 256 * 1024,
  files: MOST_DOCUMENTS,
  parts: MOST_FIELDS + MOST_DOCUMENTS,
  fileSize: MOST_BYTES,
}

/**
 * Reads a form that may bring documents into `request.body` and answers the sealed documents. The form's token is
 * looked at before the first byte of a file, so it stands before the files. Throws Invalid for files that are too
 * large, too many or empty; whatever was sealed until then is discarded.
 */
export async function takeForm<Sealed>(
  request: Request,
  response: Response,
  seal: Seal<Sealed>,
  discard: Discard<Sealed>,
): Promise<Sealed[]> {
  const taking: Taking<Sealed> = { sealed: [], last: Promise.resolve() }
  try {
    if (request.is('multipart/form-data'))
      await run(request, response, multer(options(request, seal, taking)).array('documents'))
    else await run(request, response, urlencoded)
    if (!carriesToken(request)) throw new Forbidden()
    return taking.sealed
  } catch (problem) {
    await taking.last // a line that is cut is reported before the last seal has come to its end
    await Promise.all(taking.sealed.map(discard))
    throw asProblem(problem)
  }
}

/** Reads only what was typed, for somebody whose session has ended: files are let go by unread. */
export function takeText(request: Request, response: Response): Promise<void> {
  if (!request.is('multipart/form-data')) return run(request, response, urlencoded)
  const storage: StorageEngine = {
    _handleFile: (_, file, done) =>
      void file.stream
        .resume()
        .on('end', () => done(null, {}))
        .on('error', done),
    _removeFile: (_, __, done) => done(null),
  }
  return run(request, response, multer({ storage, limits: LIMITS, defParamCharset: 'utf8' }).any())
}

/** What is sealed already, and the end of the last seal: one after the other, numbered in the order of their choice. */
type Taking<Sealed> = { sealed: Sealed[]; last: Promise<unknown> }

function options<Sealed>(request: Request, seal: Seal<Sealed>, taking: Taking<Sealed>): multer.Options {
  const storage: StorageEngine = {
    _handleFile(_, file, done) {
      if (!carriesToken(request)) return done(new Forbidden())
      const cut = () => file.stream.destroy(new Error('Request aborted'))
      request.once('aborted', cut)
      // A seal that breaks off lets the rest go by: destroying the stream would say something else than why.
      const content = file.stream.iterator({ destroyOnReturn: false })
      const mine = taking.last.then(async () => {
        taking.sealed.push(await seal({ name: file.originalname, type: file.mimetype }, content))
      })
      taking.last = mine.catch(() => undefined)
      mine
        .then(() => done(null, {}))
        .catch((error: unknown) => {
          file.stream.resume()
          done(error)
        })
        .finally(() => request.off('aborted', cut))
    },
    _removeFile: (_, __, done) => done(null), // takeForm discards everything at once
  }
  return { storage, limits: LIMITS, defParamCharset: 'utf8' }
}

const run = (request: Request, response: Response, middleware: express.RequestHandler) =>
  new Promise<void>((resolve, reject) => {
    void middleware(request, response, (error?: unknown) => (error ? reject(error) : resolve()))
  })

const words: Record<string, WordKey> = {
  LIMIT_FILE_COUNT: 'form.documents_too_many',
  LIMIT_UNEXPECTED_FILE: 'form.documents_too_many',
  LIMIT_FILE_SIZE: 'form.document_too_large',
  LIMIT_FIELD_VALUE: 'form.too_much_text',
}

function asProblem(problem: unknown): unknown {
  if (problem instanceof TooLarge) return new Invalid({ documents: { key: 'form.document_too_large' } })
  // busboy has no class of its own for what it cannot read; it says one of these.
  if (
    problem instanceof Error &&
    /^(Unexpected end of form|Request aborted|Multipart: |Malformed )/.test(problem.message)
  ) {
    return new Unreadable(problem.message)
  }
  if (!(problem instanceof multer.MulterError)) return problem
  const key = words[problem.code]
  return key ? new Invalid({ [key === 'form.too_much_text' ? 'body' : 'documents']: { key } }) : problem
}
