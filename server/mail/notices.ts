import type { Tx } from '../db/database.ts'
import type { Desk } from '../desk.ts'
import { draw } from '../web/views.ts'
import { say, type Locale, type Params, type WordKey } from '../words/words.ts'
import { post } from './outbox.ts'

/** Somebody whom the desk writes to. */
export type Addressee = { id: string; email: string; name: string; locale: Locale }

// Letters carry a link and no content (R24): what was said stays on the desk.
const letter =
  (name: 'confirm' | 'already' | 'activate' | 'reset' | 'reply' | 'opened' | 'destroyed' | 'closed' | 'security') =>
  async (tx: Tx, desk: Desk, to: Addressee, path: string | null, params: Params = {}): Promise<void> => {
    const word = (part: 'subject' | 'body' | 'action') =>
      say(to.locale, `mail.${name}.${part}` as WordKey, { name: to.name, ...params })
    const url = path === null ? null : desk.config.baseUrl + path
    const content = { subject: word('subject'), body: word('body'), action: url && word('action'), url, name: to.name }
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
