import type { Request, Response } from 'express'
import { eq } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { destructions, documents, type Step } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { found } from '../problems.ts'
import { qrPicture } from '../signin/totp.ts'
import { isId } from '../vault/ids.ts'
import { page, trusted } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { isWordKey, say, type Locale } from '../words/words.ts'
import { certificateIn } from './certificates.ts'
import { TYPES, type Envelope } from './dsse.ts'

/** A destruction with its document, by the id that nobody can guess. Throws NotFound. */
export async function destructionBy(db: Reader, id: string) {
  const rows = isId(id)
    ? await db
        .select({ destruction: destructions, document: documents })
        .from(destructions)
        .innerJoin(documents, eq(documents.id, destructions.documentId))
        .where(eq(destructions.id, id))
    : []
  return found(rows[0])
}

/** The certificate of destruction for whoever holds its link; before it is signed, that it is not yet. */
export async function certificatePage(desk: Desk, request: Request, response: Response, id: string): Promise<void> {
  const { destruction, document } = await destructionBy(desk.db, id)
  const { locale, person } = visitOf(request)
  const newest = destruction.final ?? destruction.live
  const url = `${desk.config.baseUrl}/destructions/${id}`
  page(request, response, 'proof/certificate', {
    title: say(locale, 'certificate.title', { id: `D-${document.slip}` }),
    section: 'destructions',
    slip: `S-${document.slip}`,
    card: person?.id === document.accountId && `/documents/${document.id}`,
    path: `/destructions/${id}`,
    paper: newest && paperIn(locale, newest),
    final: destruction.final !== null,
    commands: newest && commandsFor(desk.config.baseUrl, url, newest),
    qr: trusted(await qrPicture(url)),
  })
}

/** What a certificate says, as the page shows it. */
function paperIn(locale: Locale, envelope: string) {
  const says = certificateIn(envelope)
  const { keyid, sig } = (JSON.parse(envelope) as Envelope).signatures[0] ?? { keyid: '', sig: '' }
  return {
    ...says,
    stored: new Date(says.storedAt),
    requested: new Date(says.requestedAt),
    destroyed: new Date(says.destroyedAt),
    dead: new Date(says.backupsDeadBy),
    cipher: grouped(says.ciphertextSha256),
    wrap: grouped(says.keyWrapSha256),
    done: says.steps.map((step) => stepIn(locale, step)),
    epoch: String(says.epochDestroyed ?? ''),
    entry: says.log.index + 1,
    root: grouped(Buffer.from(says.log.root, 'base64').toString('hex')),
    keyid,
    sig,
    ours: `npm run desk -- certificate verify ${says.certId}.json`,
  }
}

const grouped = (hex: string | null): string | null => hex && (hex.match(/.{1,8}/g) ?? []).join(' ')

function stepIn(locale: Locale, { name, at, result }: Step) {
  const worded = (key: string, otherwise: string) => (isWordKey(key) ? say(locale, key) : otherwise)
  const time = at.replace('T', ' ').slice(0, 19)
  return {
    what: worded(`certificate.step.${name}`, name),
    at,
    time,
    result: worded(`certificate.result.${result}`, result),
  }
}

/** Four lines that check the signature with nothing of ours: what is signed is rebuilt from the file. */
function commandsFor(baseUrl: string, url: string, envelope: string): string[] {
  const { certId } = certificateIn(envelope)
  const kid = (JSON.parse(envelope) as Envelope).signatures[0]?.keyid ?? ''
  const type = TYPES.destruction
  const member = (name: string, file: string) =>
    `sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/' ${certId}.json | openssl base64 -d -A > ${file}`
  return [
    `curl -sf ${url}.json -o ${certId}.json && curl -sf ${baseUrl}/.well-known/vault-keys/${kid}.pem -o pub.pem`,
    `${member('payload', 'payload.json')} && ${member('sig', 'sig.bin')}`,
    `{ printf 'DSSEv1 ${type.length} ${type} %s ' $(($(wc -c < payload.json))); cat payload.json; } > pae.bin`,
    'openssl pkeyutl -verify -pubin -inkey pub.pem -rawin -in pae.bin -sigfile sig.bin',
  ]
}
