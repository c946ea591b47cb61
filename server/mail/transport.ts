import { createTransport } from 'nodemailer'
import type { Config } from '../config.ts'

type Outgoing = { id: string; to: string; subject: string; text: string; html: string }
export type Transport = { send(letter: Outgoing): Promise<void>; close(): void }

/** The way to the mail server; undefined when none is set. The Message-ID is the letter's, so a repeat is recognised. */
export function openTransport(config: Config): Transport | undefined {
  if (!config.smtpUrl) return undefined
  const smtp = createTransport(
    {
      url: config.smtpUrl,
      pool: true,
      maxConnections: 2,
      connectionTimeout: 15_000,
      greetingTimeout: 15_000,
      socketTimeout: 30_000,
    },
    { from: config.mailFrom, disableFileAccess: true, disableUrlAccess: true },
  )
  const host = new URL(config.baseUrl).hostname
  return {
    async send({ id, to, subject, text, html }) {
      await smtp.sendMail({
        messageId: `<${id}@${host}>`,
        to,
        subject,
        text,
        html,
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    },
    close: () => smtp.close(),
  }
}
