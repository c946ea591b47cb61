import { hash, verify } from '@node-rs/argon2'
import type { Vault } from '../vault/vault.ts'
import { Invalid } from '../problems.ts'
import type { Locale } from '../words/words.ts'

export const SHORTEST_PASSWORD = 10
export const LONGEST_PASSWORD = 200
const WEAKEST = 2

// Argon2id with OWASP's parameters (19 MiB, t=2, p=1), on the library's own threads; the pepper is in the keyring.
const options = (vault: Vault) => ({
  algorithm: 2 as const, // Argon2id; the library's enum is ambient and does not exist at run time
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
  secret: vault.serverKey('pwpepper'),
})

/** The hash to keep of a password. */
export const hashPassword = (vault: Vault, password: string): Promise<string> => hash(password, options(vault))

let decoy: Promise<string> | undefined

/** True if the password is right. An account without one takes as long to answer, so that time tells nothing. */
export async function isPassword(vault: Vault, hashed: string | null, password: string): Promise<boolean> {
  const stored = hashed ?? (await (decoy ??= hashPassword(vault, 'no account has this password')))
  const right = await verify(stored, password.slice(0, LONGEST_PASSWORD), options(vault))
  return right && hashed !== null
}

export type Strength = { score: 0 | 1 | 2 | 3 | 4; warning: string | null; suggestions: string[] }

/** How hard a password is to guess, with advice in the person's language. `known` is what a guesser knows of them. */
export async function strengthOf(password: string, known: string[], locale: Locale): Promise<Strength> {
  const guesser = await (guessers[locale] ??= loadGuesser(locale))
  const { score, feedback } = guesser.check(
    password.slice(0, 100),
    known.flatMap((text) => text.toLowerCase().split(/[\s@.]+/)),
  )
  return { score, warning: feedback.warning ?? null, suggestions: feedback.suggestions }
}

/** Refuses a password that is guessed at once. Throws Invalid for the field `password`. */
export async function requireStrength(password: string, known: string[], locale: Locale): Promise<void> {
  const { score } = await strengthOf(password, known, locale)
  if (score < WEAKEST) throw new Invalid({ password: { key: 'form.password_weak' } })
}

type Guesser = Awaited<ReturnType<typeof loadGuesser>>
const guessers: Partial<Record<Locale, Promise<Guesser>>> = {}

/** The dictionaries take 100 MB of memory: they are read when the first password is chosen. */
async function loadGuesser(locale: Locale) {
  const [{ ZxcvbnFactory }, common, en, fr] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
    import('@zxcvbn-ts/language-fr'),
  ])
  return new ZxcvbnFactory({
    translations: locale === 'fr' ? fr.translations : en.translations,
    graphs: common.adjacencyGraphs,
    dictionary: { ...common.dictionary, ...en.dictionary, ...fr.dictionary },
  })
}
