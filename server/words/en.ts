import { accounts } from './en/accounts.ts'
import { admin } from './en/admin.ts'
import { certificates } from './en/certificates.ts'
import { common } from './en/common.ts'
import { grants } from './en/grants.ts'
import { requests } from './en/requests.ts'
import { shares } from './en/shares.ts'
import { signin } from './en/signin.ts'
import { tickets } from './en/tickets.ts'
import { uploads } from './en/uploads.ts'
import { upkeep } from './en/upkeep.ts'
import { viewing } from './en/viewing.ts'
import { moderation } from './en/moderation.ts'
import { publication } from './en/publication.ts'
import { review } from './en/review.ts'
import { search } from './en/search.ts'
import { slips } from './en/vault.ts'

/** Every word of the desk in English. */
export const en = {
  ...accounts,
  ...admin,
  ...certificates,
  ...common,
  ...grants,
  ...requests,
  ...shares,
  ...signin,
  ...tickets,
  ...uploads,
  ...upkeep,
  ...viewing,
  ...moderation,
  ...publication,
  ...review,
  ...search,
  ...slips,
}
