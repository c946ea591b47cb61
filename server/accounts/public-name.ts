import { detect } from '../detectors/detect.ts'
import { Invalid } from '../problems.ts'
import type { WordKey } from '../words/words.ts'
import type { Person } from './people.ts'

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
const wordsOf = (text: string): string[] => fold(text).match(/\p{L}{2,}/gu) ?? []
const lettersOf = (text: string): string => fold(text).replace(/[^\p{L}\p{N}]/gu, '')

/** What only support, or the desk itself, is called. */
const OF_THE_DESK = /support|assistance|guichet|helpdesk|admin|moderat/

/**
 * Refuses a display name that tells who somebody is, that is confidential, or that could be taken for support: strangers
 * and machines read it. Throws Invalid beside its field.
 */
export function requirePublicName(person: Pick<Person, 'name' | 'email'>, publicName: string): void {
  const fault = faultIn(person, publicName)
  if (fault) throw new Invalid({ publicName: { key: fault } })
}

function faultIn({ name, email }: Pick<Person, 'name' | 'email'>, publicName: string): WordKey | null {
  const letters = lettersOf(publicName)
  const mailbox = lettersOf(email.split('@')[0] ?? '')
  const parts = new Set(wordsOf(name))
  const telling = [lettersOf(name), mailbox].some((one) => one.length > 2 && letters.includes(one))
  if (telling || wordsOf(publicName).some((word) => parts.has(word))) return 'account.public_name_yours'
  if (detect(publicName).some(({ blocking }) => blocking)) return 'account.public_name_secret'
  return OF_THE_DESK.test(letters) ? 'account.public_name_desk' : null
}
