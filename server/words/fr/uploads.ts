import type { uploads as en } from '../en/uploads.ts'
import type { Word } from '../words.ts'

/** Envoi de documents : progression, contrôles, quotas, analyse. */
export const uploads: Record<keyof typeof en, Word> = {
  'uploads.used': '{used} sur {most} sont occupés.',
  'uploads.full':
    'Ce coffre contient {most} Go au plus, {used} Go en sont occupés, et ceci n’y tient plus. Rien n’en a été gardé. Détruisez ce qui ne sert plus, ou envoyez moins.',
  'uploads.full_documents':
    'Ce coffre contient {most} documents au plus, et il y en a {count}. Rien de plus n’a été gardé. Détruisez ce qui ne sert plus.',
  'uploads.scanner_away':
    'L’antivirus examine chaque document avant que nous le prenions, et il ne répond pas pour l’instant. Rien n’en a été gardé. Réessayez dans quelques minutes.',
  'uploads.too_large_to_scan':
    'L’antivirus examine chaque document avant que nous le prenions, et celui-ci est trop grand pour lui. Rien n’en a été gardé. Découpez-le, ou envoyez la partie utile.',

  'uploads.chosen': 'Documents choisis',
  'uploads.computing': 'calcul de son SHA-256…',
  'uploads.sending': 'Envoi des documents',
  'uploads.sent': '{percent} envoyés',
  'uploads.sealing': 'Tout est arrivé. Le guichet le scelle et le contrôle.',
  'uploads.cancel': 'Arrêter l’envoi',
  'uploads.cancelled': 'Vous avez arrêté l’envoi. Rien n’a été gardé. Renvoyez-le quand vous voudrez.',
  'uploads.cut': 'La ligne a été coupée. Rien n’a été gardé. Renvoyez-le.',
  'uploads.unanswered':
    'Tout avait été envoyé, mais la ligne a été coupée avant la réponse du guichet. Rechargez la page pour voir si c’est là.',
  'uploads.same': 'Votre navigateur a calculé le même SHA-256.',
  'uploads.differs':
    'Pour {name}, votre navigateur a calculé un autre SHA-256 que le guichet : {sha256}. Ce qui a été scellé n’est pas ce que vous avez choisi. Détruisez-le, puis renvoyez-le.',

  'scan.label': 'virus',
  'scan.clean': 'aucun trouvé à son arrivée',
  'scan.unscanned': 'non examiné : l’antivirus ne répondait pas',
  'scan.infected': 'trouvé : en quarantaine',
  'scan.malware_mine':
    'Ce document ressemble à un logiciel malveillant ({malware}). L’assistance ne peut pas l’ouvrir. Détruisez-le, ou téléchargez-le à vos risques.',
  'scan.malware_staff':
    'Ce document ressemble à un logiciel malveillant ({malware}). Il est en quarantaine : l’assistance ne peut pas l’ouvrir.',
  'scan.malware_waiting':
    'Ce document ressemble à un logiciel malveillant. Si vous l’envoyez, l’assistance ne pourra pas l’ouvrir. Décochez-le pour le laisser.',
  'mail.quarantined.subject': 'Le bordereau S-{slip} ressemble à un logiciel malveillant',
  'mail.quarantined.body':
    'Le document du bordereau S-{slip} de votre coffre ressemble à un logiciel malveillant. L’assistance ne peut pas l’ouvrir. Vous pouvez le détruire, ou le télécharger à vos risques.',
  'mail.quarantined.action': 'Voir le bordereau',

  'verify.title': 'Est-ce encore ce qui a été scellé ?',
  'verify.text':
    'Le guichet le relit sur le disque jusqu’au dernier octet, et compare sa longueur et son SHA-256 à ce qui a été scellé.',
  'verify.act': 'Le relire et comparer',
  'verify.same': {
    one: 'Relu sur le disque le {at} : {count} octet, inchangé. SHA-256 :',
    other: 'Relu sur le disque le {at} : {count} octets, inchangés. SHA-256 :',
  },
  'verify.differs': 'Relu sur le disque le {at} : ce n’est pas ce qui a été scellé.',
  'verify.differs_text':
    'Rien n’en est remis. Les administrateurs du guichet sont avertis ; écrivez à l’assistance sur votre ticket en citant le bordereau.',
}
