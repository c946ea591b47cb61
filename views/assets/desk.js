// What the page can do better with a script; without one everything works as ordinary forms and links.
import { enhanceForms } from './forms.js'
import { watchStrength } from './strength.js'

enhanceForms()
watchStrength()

// The line is opened only where something can happen on it.
if (document.body.dataset.ticket || document.querySelector('[data-queue]')) void import('./live.js')
