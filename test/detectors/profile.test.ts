import { describe, expect, it } from 'vitest'
import { detect } from '../../server/detectors/detect.ts'

const profile = [
  'Maëlys Kerbrat-Dupont',
  'maelys.kd@exemple.fr',
  '14 rue des Tanneurs, 44000 Nantes',
  '+33 6 98 76 54 32',
  'Jo PETIT',
  'Anna de la Tour',
]

/** What of the owner's own data is seen in a text. */
const seen = (text: string): string[] =>
  detect(text, { profile })
    .filter(({ kind, blocking }) => kind === 'profile' && blocking)
    .map(({ start, end }) => text.slice(start, end))

describe("the owner's own data", () => {
  it.each([
    ['Bonjour, ici Maëlys Kerbrat-Dupont.', 'Maëlys Kerbrat-Dupont'],
    ['KERBRAT DUPONT MAELYS, service achats', 'KERBRAT DUPONT MAELYS'],
    ['session mkerbratdupont verrouillée', 'mkerbratdupont'],
    ['le dossier maelys_kerbrat_dupont est vide', 'maelys_kerbrat_dupont'],
    ['le profil maelys-kd est corrompu', 'maelys-kd'],
    ['jo petit ne peut plus imprimer', 'jo petit'],
    ['Petit Jo a appelé', 'Petit Jo'],
    ['M. Petit a appelé', 'Petit'],
    ['Mme de la Tour attend', 'de la Tour'],
    ['Je vis 14 Rue des Tanneurs depuis peu', '14 Rue des Tanneurs'],
  ])('is seen in %j', (text, own) => {
    expect(detect(text, { profile }).map(({ start, end }) => text.slice(start, end))).toContain(own)
  })

  it.each([
    'un petit souci',
    'Le petit écran est noir',
    'la tour est en panne',
    'Maëlys ne répond pas',
    'rue des Tanneurs piétonne',
    'compteur 698765432100',
    'jo',
  ])('is not seen in %j', (text) => {
    expect(seen(text)).toEqual([])
  })

  it('is seen whatever separators a telephone number has', () => {
    for (const phone of ['06 98 76 54 32', '0698765432', '+33698765432', '0033 6.98.76.54.32', '06-98-76-54-32'])
      expect(detect(`au ${phone} svp`, { profile }).map(({ start, end }) => [start, end])).toEqual([
        [3, 3 + phone.length],
      ])
  })

  it('is nothing when the profile is empty', () => {
    expect(detect('Maëlys Kerbrat-Dupont', { profile: ['', ' ', 'x'] })).toEqual([])
  })
})
