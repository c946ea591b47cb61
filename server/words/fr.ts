import { accounts } from './fr/accounts.ts'
import { admin } from './fr/admin.ts'
import { certificates } from './fr/certificates.ts'
import { common } from './fr/common.ts'
import { grants } from './fr/grants.ts'
import { requests } from './fr/requests.ts'
import { shares } from './fr/shares.ts'
import { signin } from './fr/signin.ts'
import { tickets } from './fr/tickets.ts'
import { uploads } from './fr/uploads.ts'
import { upkeep } from './fr/upkeep.ts'
import { viewing } from './fr/viewing.ts'
import { moderation } from './fr/moderation.ts'
import { publication } from './fr/publication.ts'
import { review } from './fr/review.ts'
import { search } from './fr/search.ts'
import { slips } from './fr/vault.ts'

/** Every word of the desk in French. */
export const fr = {
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
