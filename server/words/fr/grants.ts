import type { grants as en } from '../en/grants.ts'
import type { Word } from '../words.ts'

/** Besoin d’en connaître : accès accordés, bris de glace. */
export const grants: Record<keyof typeof en, Word> = {
  'grants.minutes': { one: '{count} minute', other: '{count} minutes' },
  'grants.hours': { one: '{count} heure', other: '{count} heures' },
  'grants.purpose_missing': 'Dites pourquoi vous en avez besoin.',
  'grants.asked_already': 'Vous avez déjà demandé ce bordereau, et la réponse n’est pas encore là.',
  'grants.runs_already': 'Vous pouvez déjà ouvrir ce bordereau. Redemandez quand ce sera fini.',
  'grants.too_late': 'C’était déjà décidé, repris ou terminé avant votre envoi. Voyez où en sont les choses.',

  'grants.title': 'Qui peut l’ouvrir',
  'grants.nobody': 'Personne d’autre que vous, sauf si vous le permettez.',
  'grants.nobody_now': 'L’agent chargé du ticket, comme vous l’avez permis d’avance. Le choix est sur le ticket.',
  'grants.runs_title': 'Qui peut ouvrir vos documents en ce moment',
  'grants.asks_title': 'L’assistance demande à ouvrir vos documents',
  'grants.asks': '{agent} demande à ouvrir {slip} pendant {time} : « {purpose} »',
  'grants.breaks':
    '{agent} demande à briser la glace sur {slip} pendant {time} : « {purpose} ». Si un second membre de l’assistance approuve, il s’ouvre sans vous.',
  'grants.runs': '{agent} peut ouvrir {slip} jusqu’au {until} : « {purpose} »',
  'grants.runs_in_advance':
    '{agent} peut ouvrir {slip} jusqu’au {until}, comme vous l’avez permis d’avance : « {purpose} »',
  'grants.runs_broken':
    '{agent} peut ouvrir {slip} jusqu’au {until}. {second} a approuvé le bris de glace : « {purpose} »',
  'grants.decide_hint': 'Ce qui est permis prend fin tout seul, ou plus tôt si vous le voulez.',
  'grants.allow': 'Permettre',
  'grants.refuse': 'Refuser',
  'grants.end': 'Y mettre fin',
  'grants.of_slip': '{agent}, {slip}',

  'grants.access': 'Qui peut ouvrir ce qui se trouve ici',
  'grants.access_hint': 'Dans les deux cas, une lettre vous avertit chaque fois, et vous pouvez y mettre fin aussitôt.',
  'grants.access.ask': 'Me demander chaque fois.',
  'grants.access.ask_text': 'Personne à l’assistance n’ouvre rien avant que j’aie dit oui.',
  'grants.access.assigned': 'Permettre d’avance.',
  'grants.access.assigned_text':
    'L’agent chargé de ce ticket peut ouvrir mes documents, avec un motif que je peux lire.',
  'grants.access_set': 'Garder ce choix',

  'grants.ask_title': 'Demander la permission',
  'grants.ask_page': 'Demander la permission d’ouvrir {slip}',
  'grants.ask_text': '{owner} reçoit une lettre et décide sur le ticket.',
  'grants.ask_in_advance': '{owner} l’a permis d’avance : c’est accordé aussitôt, et {owner} en est averti.',
  'grants.purpose': 'Pourquoi vous en avez besoin',
  'grants.purpose_hint': 'En quelques mots. {owner} le lira.',
  'grants.how_long': 'Pour combien de temps',
  'grants.ask_act': 'Demander à {owner}',
  'grants.you_wait': 'Vous avez demandé {time} : « {purpose} ». {owner} n’a pas encore répondu.',
  'grants.you_wait_glass':
    'Vous avez demandé à briser la glace : « {purpose} ». Un second membre de l’assistance doit l’approuver.',
  'grants.you_run': 'Vous pouvez l’ouvrir jusqu’au {until} : « {purpose} »',
  'grants.other_waits': '{agent} a demandé à {owner} d’ouvrir {slip} pendant {time}.',
  'grants.other_runs': '{agent} peut ouvrir {slip} jusqu’au {until}.',
  'grants.allowed_in_advance': '{owner} a permis à l’agent chargé de ce ticket d’ouvrir les bordereaux sans demander.',

  'view.glass': 'Glace à briser',
  'glass.title': 'Briser la glace',
  'glass.text':
    'Pour une urgence où {owner} ne peut être joint. Un second membre de l’assistance doit l’approuver, et {owner} en est averti aussitôt, avec votre nom et votre motif.',
  'glass.reason': 'Pourquoi cela ne peut attendre',
  'glass.reason_hint': 'En quelques mots. {owner} et votre collègue le liront.',
  'glass.act': 'Demander une seconde personne',
  'glass.waits': '{agent} demande à briser la glace sur {slip}.',
  'glass.look': 'Voir la demande',
  'glass.list_title': 'En attente d’une seconde personne',
  'glass.list_empty': 'Personne ne demande à briser la glace.',
  'glass.who': 'Qui demande',
  'glass.since': 'Depuis',
  'glass.slip': 'Bordereau',
  'glass.ticket': 'Ticket',
  'glass.list': 'Tout ce qui attend une seconde personne',
  'glass.page_title': 'Bris de glace sur {slip}',
  'glass.page_text':
    '{agent} veut l’ouvrir pendant {time}, sans {owner} : « {purpose} ». Si vous approuvez, {owner} apprend que c’est vous deux.',
  'glass.own': 'C’est votre propre demande : quelqu’un d’autre doit l’approuver.',
  'glass.over': 'Cette demande n’attend plus personne.',
  'glass.broken': 'Approuvé : {agent} peut l’ouvrir jusqu’au {until}.',
  'glass.code': 'Code de votre second verrou',
  'glass.code_hint': 'Les six chiffres que montre votre application. Chaque code ne sert qu’une fois.',
  'glass.approve': 'Approuver en mon nom',

  'event.grant.allowed': '{who} a permis à {agent} d’ouvrir le bordereau {slip} : « {reason} »',
  'event.grant.in_advance': '{agent} peut ouvrir le bordereau {slip}, comme permis d’avance : « {reason} »',
  'event.grant.refused': '{who} n’a pas permis à {agent} d’ouvrir le bordereau {slip}',
  'event.grant.glass_broken': '{who} a approuvé que {agent} brise la glace sur le bordereau {slip} : « {reason} »',

  'mail.asked.subject': 'L’assistance demande à ouvrir le bordereau S-{slip}',
  'mail.asked.body':
    '{agent} demande à ouvrir le bordereau S-{slip} de votre coffre pendant {time}. Le motif est sur votre ticket. Rien n’est ouvert si vous ne le permettez pas.',
  'mail.asked.action': 'Décider',
  'mail.in_advance.subject': 'Le bordereau S-{slip} peut être ouvert, comme vous l’avez permis',
  'mail.in_advance.body':
    '{agent} peut ouvrir le bordereau S-{slip} de votre coffre pendant {time}, parce que vous l’avez permis d’avance. Vous pouvez y mettre fin aussitôt.',
  'mail.in_advance.action': 'Voir le bordereau',
  'mail.glass.subject': 'L’assistance demande à briser la glace sur le bordereau S-{slip}',
  'mail.glass.body':
    '{agent} demande à ouvrir le bordereau S-{slip} de votre coffre pendant {time} sans vous attendre. Il y faut un second membre de l’assistance. Le motif est sur votre ticket, où vous pouvez le permettre ou le refuser.',
  'mail.glass.action': 'Lire le motif et décider',
  'mail.broken.subject': 'La glace a été brisée sur le bordereau S-{slip}',
  'mail.broken.body':
    '{agent} peut ouvrir le bordereau S-{slip} de votre coffre pendant {time} sans votre permission. {second} l’a approuvé comme seconde personne. Le motif est sur votre ticket, où vous pouvez y mettre fin aussitôt.',
  'mail.broken.action': 'Lire le motif',
}
