import type { shares as en } from '../en/shares.ts'
import type { Word } from '../words.ts'

/** Liens de partage. */
export const shares: Record<keyof typeof en, Word> = {
  'share.title': 'Liens vers le bordereau {slip}',
  'share.back': 'Retour au bordereau {slip}',
  'share.heading': 'Le prêter à quelqu’un d’extérieur',
  'share.text':
    'Un lien ouvre ce seul document à qui le possède, sans compte. Vous seul pouvez le créer, et vous voyez chaque ouverture. Il n’est écrit nulle part : remettez-le vous-même.',
  'share.made_title': 'Voici votre lien',
  'share.made_text':
    'Il n’est montré que cette fois et le guichet ne le garde pas. Copiez-le maintenant ; si vous le perdez, révoquez-le et créez-en un autre.',
  'share.link': 'Lien',
  'share.copy': 'Copier le lien',
  'share.copied': 'Copié.',
  'share.label': 'Pour qui',
  'share.label_hint': 'Pour votre propre liste : la personne qui a le lien ne le voit pas.',
  'share.label_missing': 'Dites pour qui il est, afin de distinguer vos liens.',
  'share.until': 'Durée de validité',
  'share.until.1h': 'Une heure',
  'share.until.1d': 'Un jour',
  'share.until.7d': 'Sept jours',
  'share.until.30d': 'Trente jours',
  'share.until.date': 'Jusqu’à la date ci-dessous',
  'share.date': 'Date exacte',
  'share.date_hint':
    'Seulement pour « Jusqu’à la date ci-dessous » : comme 2026-12-31T18:00, à l’heure du guichet (Paris). Au plus tard le {latest}.',
  'share.no_date': 'Ce n’est pas une date. Écrivez par exemple 2026-12-31, ou 2026-12-31T18:00.',
  'share.past': 'C’est déjà passé. Choisissez une fin plus tardive.',
  'share.beyond_rights': 'Votre propre accès prend fin avant. Choisissez une fin plus proche.',
  'share.too_far': 'Un lien vaut 90 jours au plus. Choisissez une fin plus proche.',
  'share.views': 'Nombre d’ouvertures possibles',
  'share.views_hint': 'De 1 à 20 fois.',
  'share.views_range': 'Écrivez un nombre de 1 à 20.',
  'share.passphrase': 'Phrase secrète, si vous en voulez une',
  'share.passphrase_hint': 'Au moins 8 caractères. Transmettez-la par un autre moyen que le lien.',
  'share.passphrase_short': 'Une phrase secrète a au moins 8 caractères. Laissez vide pour ne pas en mettre.',
  'share.new': 'Créer un lien…',
  'share.act': 'Créer le lien',
  'share.made_already':
    'Ce formulaire a déjà créé son lien, et un lien n’est montré qu’une fois. Si vous ne l’avez pas vu, révoquez-le ci-dessous et créez-en un autre.',
  'share.too_many': '{count} liens vers ce document fonctionnent déjà. Révoquez-en un d’abord.',
  'share.list': 'Liens vers le bordereau {slip}',
  'share.of': 'ouvert {views} fois sur {most}',
  'share.ends': 'prend fin',
  'share.until_date': 'jusqu’au',
  'share.state.open': 'fonctionne',
  'share.state.revoked': 'révoqué',
  'share.state.used': 'épuisé',
  'share.state.ended': 'terminé',
  'share.state.shut': 'n’ouvre rien pour le moment',
  'share.guarded': 'avec une phrase secrète',
  'share.revoke': 'Révoquer',
  'share.move': 'Changer sa fin',
  'share.over': 'Ce lien ne fonctionne plus : sa fin ne peut plus être changée.',

  'share.visit': 'Un client de ce guichet partage un document avec vous',
  'share.visit_text':
    'Rien n’a encore été ouvert. L’ouvrir consomme une vue du lien, et son propriétaire en est informé.',
  'share.left': 'vues restantes',
  'share.visit_passphrase': 'Phrase secrète',
  'share.visit_passphrase_hint': 'La personne qui vous a donné le lien la connaît.',
  'share.passphrase_missing': 'Écrivez la phrase secrète.',
  'share.passphrase_wrong': 'Ce n’est pas la phrase secrète. Aucune vue n’a été consommée.',
  'share.open_act': 'L’ouvrir',
  'share.dead': 'Ce lien n’ouvre rien (ou plus rien)',
  'share.dead_text':
    'Il est peut-être mal copié, terminé, épuisé ou repris. Si vous avez besoin du document, demandez à la personne qui vous a donné le lien.',

  'mail.shared.subject': 'Le bordereau S-{slip} a été ouvert par votre lien',
  'mail.shared.body':
    'Quelqu’un muni de votre lien a ouvert le bordereau S-{slip} de votre coffre. Son registre d’accès dit quand ; vous pouvez y révoquer le lien.',
  'mail.shared.action': 'Voir le registre',
}
