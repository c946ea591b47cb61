import { setExpiry } from '../accounts/access-rights.ts'
import { inviteStaff, resetSecondFactor } from '../accounts/staff.ts'
import type { Config } from '../config.ts'
import { engine } from '../db/columns.ts'
import type { Desk } from '../desk.ts'
import { enqueue } from '../jobs/jobs.ts'
import { parse } from '../web/forms.ts'
import type { Given, Outcome } from './commands.ts'
import { addressForm, expireForm, staffAddForm } from './forms.ts'
import { openWithoutKeys } from './open-database.ts'

/** A command that needs no key, and so works beside a desk that is running. */
export const onDatabase =
  (run: (desk: Desk, given: Given) => Promise<Outcome>) =>
  async (config: Config, given: Given): Promise<Outcome> => {
    const desk = await openWithoutKeys(config)
    try {
      return await run(desk, given)
    } finally {
      await desk.close()
    }
  }

export const staffAdd = onDatabase(async (desk, given) => {
  const form = parse(staffAddForm, given)
  const activationUrl = desk.config.baseUrl + (await inviteStaff(desk, null, form))
  const text = `Give this link to ${form.name}; it works once, for seven days:\n${activationUrl}`
  return { json: { email: form.email, role: form.role, activationUrl }, text }
})

export const staffReset = onDatabase(async (desk, given) => {
  const { email } = parse(addressForm, given)
  await tellRunningDesk(desk, await resetSecondFactor(desk, null, email))
  return { json: { email, reset: true }, text: `The second lock of ${email} is off; the next sign-in fits a new one.` }
})

export const accountsExpire = onDatabase(async (desk, given) => {
  const { email, on } = parse(expireForm, given)
  const { id, rightsEndAt } = await setExpiry(desk, email, on, null)
  await tellRunningDesk(desk, id)
  const json = { email, rightsEndAt: rightsEndAt.toISOString() }
  return { json, text: `The access rights of ${email} end at the end of ${on}.` }
})

export const migrate = onDatabase(() =>
  Promise.resolve({ json: { migrated: true, engine }, text: `The ${engine} database is of this version.` }),
)

/** A desk that is running looks again at this person's sockets. */
const tellRunningDesk = (desk: Desk, personId: string): Promise<string> =>
  desk.db.transaction((tx) => enqueue(tx, desk, 'command.personEnded', { personId }))
