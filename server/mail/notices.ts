import type { Tx } from '../db/database.ts'
import type { Desk } from '../desk.ts'
import { draw } from '../web/views.ts'
import { say, type Locale, type Params, type WordKey } from '../words/words.ts'
import { post } from './outbox.ts'

/** Somebody whom the desk writes to. */
export type Addressee = { id: string; email: string; name: string; locale: Locale }

// Letters carry a link and no content (R24): what was said stays on the desk.
const letter =
  (
    name:
      | 'confirm'
      | 'already'
      | 'activate'
      | 'reset'
      | 'reply'
      | 'opened'
      | 'destroyed'
      | 'closed'
      | 'security'
      | 'asked'
      | 'in_advance'
      | 'glass'
      | 'broken'
      | 'request'
      | 'sent'
      | 'shared'
      | 'quarantined'
      | 'followed'
      | 'suspended'
      | 'appeal',
  ) =>
  async (tx: Tx, desk: Desk, to: Addressee, path: string | null, params: Params = {}): Promise<void> => {
    const word = (part: 'subject' | 'body' | 'action') =>
      say(to.locale, `mail.${name}.${part}` as WordKey, { name: to.name, ...params })
    const url = path === null ? null : desk.config.baseUrl + path
    const { size, root } = desk.head
    // Whoever keeps a letter keeps what the log was then: nobody can show them another past later (vault.md 3.7).
    const log = size > 0 && { size, root: root.toString('base64') }
    const said = { subject: word('subject'), body: word('body'), action: url && word('action'), url }
    const content = { ...said, name: to.name, log }
    await post(tx, desk, {
      personId: to.id,
      to: to.email,
      subject: content.subject,
      text: draw('mail/letter.text', to.locale, content),
      html: draw('mail/letter.html', to.locale, content),
    })
  }

/** Asks to confirm the address of a new account. */
export const askToConfirm = letter('confirm')
/** Somebody registered with the address of an account that exists: only its owner is told. */
export const tellAlreadyRegistered = letter('already')
/** Invites a member of staff to choose a password and enrol a second factor. */
export const inviteToActivate = letter('activate')
/** A link to choose a new password. */
export const sendReset = letter('reset')
/** There is a new reply on a ticket. */
export const tellOfReply = letter('reply')
/** A document was opened. */
export const tellOfOpening = letter('opened')
/** A document was destroyed. */
export const tellOfDestruction = letter('destroyed')
/** The account is closed. */
export const tellOfClosure = letter('closed')
/** The password or the second factor was changed. */
export const tellOfSecurityChange = letter('security')
/** An agent asks to open a document. */
export const tellOfAsking = letter('asked')
/** An agent may open a document, as its owner has allowed in advance. */
export const tellOfGrantInAdvance = letter('in_advance')
/** A member of staff asks to open a document without its owner. */
export const tellOfGlass = letter('glass')
/** A second member of staff has approved that. */
export const tellOfBrokenGlass = letter('broken')
/** Support asks for a document. */
export const tellOfRequest = letter('request')
/** What was asked for was sent, or will not be. */
export const tellOfAnswer = letter('sent')
/** A document was opened through a link of its owner. */
export const tellOfSharedOpening = letter('shared')
/** A document looks like malware. */
export const tellOfQuarantine = letter('quarantined')
/** There is something new on a public ticket that somebody follows. */
export const tellOfFollowed = letter('followed')
/** A public ticket was taken out of the world's sight. */
export const tellOfSuspension = letter('suspended')
/** Somebody has looked at that again. */
export const tellOfAppeal = letter('appeal')
