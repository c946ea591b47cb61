import { describe, expect, it } from 'vitest'
import { detect } from '../../server/detectors/detect.ts'
import { chances } from '../../server/detectors/learned/chain.ts'
import { wordsIn } from '../../server/detectors/learned/words.ts'

const secretsIn = (text: string): string[] =>
  detect(text)
    .filter(({ kind }) => kind === 'password' || kind === 'access_code')
    .map(({ start, end }) => text.slice(start, end))

describe('the words of a text', () => {
  it.each([
    ['mdp: Soleil2024!', ['mdp', 'Soleil2024!']],
    ['C’était "Tilleul", je crois…', ['c’etait', 'tilleul', 'je', 'crois']],
    ['admin/x7k-2 (5802#)', ['admin', 'x7k-2', '5802#']],
    ['… ? !', []],
  ])('of %j', (text, words) => {
    expect(wordsIn(text).map(({ raw, low }) => (low === raw.toLowerCase() ? raw : low).toLowerCase())).toEqual(
      words.map((word) => word.toLowerCase()),
    )
    for (const { start, end, raw } of wordsIn(text)) expect(text.slice(start, end)).toBe(raw)
  })
})

describe('how likely each word is secret', () => {
  /** By going through every way to part the words. */
  function everyWay(scores: number[]): number[] {
    const of = scores.map(() => 0)
    let whole = 0
    for (let way = 0; way < 2 ** scores.length; way++) {
      const isSecret = (at: number): boolean => ((way >> at) & 1) === 1
      const steps = scores.map((_, at) => {
        if (at === 0 || (!isSecret(at - 1) && !isSecret(at))) return 0
        return isSecret(at - 1) ? (isSecret(at) ? 1.2 : -0.7) : -0.6
      })
      const sum = scores.reduce((sum, score, at) => sum + (isSecret(at) ? score : 0) + (steps[at] ?? 0), 0)
      whole += Math.exp(sum)
      scores.forEach((_, at) => (of[at] = (of[at] ?? 0) + (isSecret(at) ? Math.exp(sum) : 0)))
    }
    return of.map((sum) => sum / whole)
  }

  it.each([[[2]], [[-3, 4]], [[0.3, -1, 2, 0.5, -0.2]], [[-40, 30, -40, 500, -500, 1]]])('of %j', (scores) => {
    chances(scores).forEach((chance, at) => expect(chance).toBeCloseTo(everyWay(scores)[at] ?? NaN, 8))
  })
})

describe('secrets that no rule knows', () => {
  it.each([
    ['On the shop PC you log in as till, then Mango_77, and the drawer opens.', ['Mango_77']],
    ['La session de l’accueil s’ouvre avec Tilleul.47, tout attaché.', ['Tilleul.47']],
    ['Pour le portail tu fais 5802 puis la clé, et l’alarme c’est 7719.', ['5802', '7719']],
  ])('in %j', (text, secrets) => {
    expect(secretsIn(text)).toEqual(secrets)
  })

  it('beside what is too long for a word', () => {
    expect(secretsIn(`Hello, password: ${'x7Q-'.repeat(55)}\nThanks`)).toHaveLength(1)
  })

  it.each([
    'Sage50 keeps asking for the password since the update to Windows11; PC-ACCUEIL3 is fine.',
    'Le mot de passe du compte jdupont expire tous les 90 jours, règle GPO-MDP-90 sur SRV-DC02.',
    'The alarm panel shows E401 at door 3, serial plate DS7608.',
  ])('not in %j', (text) => {
    expect(secretsIn(text)).toEqual([])
  })
})
