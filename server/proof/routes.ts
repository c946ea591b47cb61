import { Router, type Request, type Response } from 'express'
import { consistencyOf, takeIn } from '../audit/log.ts'
import { MINUTE, SECOND } from '../clock.ts'
import type { Desk } from '../desk.ts'
import { documentFor, slipName } from '../documents/documents.ts'
import { mayRead } from '../documents/policy.ts'
import { Gone, NotFound, allow, found } from '../problems.ts'
import { signedIn } from '../signin/guard.ts'
import { parse } from '../web/forms.ts'
import { certificateIn } from './certificates.ts'
import { consistencyForm } from './forms.ts'
import { checkpointOf } from './heads.ts'
import { asPem, publishedKeys } from './keys.ts'
import { certificatePage, destructionBy } from './pages.ts'
import { mayProve } from './policy.ts'
import { receiptOf } from './receipts.ts'
import { recordOf } from './records.ts'

/** What the desk signs, and what anybody needs to check it. */
export function proofRoutes(desk: Desk): Router {
  const routes = Router()
  published(routes, desk)
  certificates(routes, desk)
  forOwners(routes, desk)
  return routes
}

const FRESH = `public, max-age=${(5 * MINUTE) / SECOND}`

/** Open to anybody: the public keys, the signed head of the log, and that it only grows. */
function published(routes: Router, desk: Desk): void {
  routes.get('/.well-known/vault-keys.json', async (_, response) => {
    response.set('Cache-Control', FRESH).json({ keys: await publishedKeys(desk.db) })
  })
  routes.get('/.well-known/vault-keys/:kid.pem', async (request, response) => {
    const keys = await publishedKeys(desk.db)
    const { x } = found(keys.find(({ kid }) => kid === request.params.kid))
    response.set('Cache-Control', FRESH).type('application/x-pem-file').send(asPem(x))
  })
  routes.get('/.well-known/vault-log/checkpoint', async (_, response) => {
    response.type('text/plain').send(checkpointOf(desk, await takeIn(desk)))
  })
  routes.get('/.well-known/vault-log/consistency', async (request, response) => {
    const { from, to } = parse(consistencyForm, request.query)
    if (to > (await takeIn(desk)).size) throw new NotFound()
    const proof = await consistencyOf(desk.db, from, to)
    response.json({ from, to, proof: proof.map((hash) => hash.toString('base64')) })
  })
}

/** For whoever holds the link, signed in or not. */
function certificates(routes: Router, desk: Desk): void {
  routes.get('/destructions/:id.json', async (request, response) => {
    const { destruction } = await destructionBy(desk.db, request.params.id)
    const { live, final } = destruction
    const stage = request.query['stage']
    const envelope = found(stage === 'live' ? live : stage === 'final' ? final : (final ?? live))
    sendPaper(response, `${certificateIn(envelope).certId}.json`, envelope)
  })
  routes.get('/destructions/:id', (request, response) => certificatePage(desk, request, response, request.params.id))
}

function forOwners(routes: Router, desk: Desk): void {
  const look = async (request: Request) => {
    const person = signedIn(request)
    const id = String(request.params['id'])
    return { person, document: await documentFor(desk.db, person, id, desk.clock.now()) }
  }
  routes.get('/documents/:id/receipt.json', async (request, response) => {
    const { person, document } = await look(request)
    if (document.state !== 'stored') throw new Gone()
    allow(mayRead(person, document))
    const content = desk.vault.openMeta(document.id, document.accountId, document.meta ?? Buffer.alloc(0))
    sendPaper(response, `receipt-${slipName(document.slip)}.json`, await receiptOf(desk, document, content))
  })
  routes.get('/documents/:id/record.json', async (request, response) => {
    const { person, document } = await look(request)
    allow(mayProve(person, document))
    response.json({ document: document.id, slip: slipName(document.slip), ...(await recordOf(desk, document.id)) })
  })
}

const sendPaper = (response: Response, name: string, envelope: string): void =>
  void response.attachment(name).type('application/json').send(`${envelope}\n`)
