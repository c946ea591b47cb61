// What the page can do better with a script; without one everything works as ordinary forms and links.
import { watchEnds } from './countdown.js'
import { watchDocuments } from './digest.js'
import { enhanceForms } from './forms.js'
import { guardForms } from './guard.js'
import { enhanceSecrets } from './reveal.js'
import { followDecisions } from './review.js'
import { enhanceShares } from './shares.js'
import { watchSubject } from './similar.js'
import { watchStrength } from './strength.js'
import { watchViewer } from './viewer.js'

enhanceForms()
guardForms()
enhanceSecrets()
enhanceShares()
followDecisions()
watchEnds()
watchDocuments()
watchStrength()
watchSubject()
watchViewer()

// What only some pages have is loaded only there.
const record = document.querySelector('[data-record]')
if (record) void import('./proof.js').then(({ offerProofs }) => offerProofs(record))

// The line is opened only where something can happen on it.
if (document.body.dataset.ticket || document.querySelector('[data-queue]')) void import('./live.js')
// A list that comes back from the browser's memory may name what is out of sight since.
else if (document.querySelector('.tickets'))
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return
    document.querySelector('main').hidden = true
    location.reload()
  })
