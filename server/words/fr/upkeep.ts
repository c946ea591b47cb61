import type { upkeep as en } from '../en/upkeep.ts'
import type { Word } from '../words.ts'

/** Entretien du coffre : alarmes, rotation, contrôle, horloge, sauvegardes. */
export const upkeep: Record<keyof typeof en, Word> = {
  'admin.vault': 'Coffre',
  'admin.vault.title': 'Le coffre',

  'upkeep.alarms': 'Ce qui a besoin de vous',
  'upkeep.no_alarm': 'Rien n’a besoin de vous.',
  'upkeep.raised': 'Depuis le',
  'upkeep.again': { one: 'rencontrée {count} fois, la dernière le', other: 'rencontrée {count} fois, la dernière le' },
  'upkeep.clear': 'Je m’en suis occupé',
  'upkeep.clear_of': 'Je m’en suis occupé : {alarm}',

  'alarm.damaged': 'Un document ne correspond pas à son sceau',
  'alarm.damaged.text':
    'Ce que contient le coffre n’est pas ce qui y a été déposé : le disque a failli, ou quelqu’un l’a modifié. Rien n’en est remis. Rapportez ce fichier chiffré de la dernière sauvegarde, ou redemandez le document à son propriétaire.',
  'alarm.no_key': 'La clé d’un document manque',
  'alarm.no_key.text':
    'Le document est déposé et personne ne peut l’ouvrir. Si le trousseau a été remplacé par un plus ancien, remettez le plus récent ; sinon le document est perdu et son propriétaire doit le savoir.',
  'alarm.no_blob': 'Un document manque dans le coffre',
  'alarm.no_blob.text':
    'Sa clé est là, ce qu’elle ouvre n’y est pas. Rapportez ce fichier chiffré de la dernière sauvegarde, ou redemandez le document à son propriétaire.',
  'alarm.unfinished': 'Une destruction n’arrive pas à son terme',
  'alarm.unfinished.text':
    'Personne ne peut plus ouvrir le document, mais il peut en rester quelque chose sur le disque. Le service continue d’essayer ; regardez si le disque est plein ou ne peut être écrit.',
  'alarm.foreign': 'Le coffre contient des documents que ce service ne connaît pas',
  'alarm.foreign.text':
    'La base de données ne connaît aucun document et le coffre en contient : ils appartiennent à une autre base. Rien n’en a été retiré. Réunissez la bonne base et le bon coffre.',
  'alarm.infected': 'Un document porte un logiciel malveillant',
  'alarm.infected.text':
    'Il est en quarantaine et personne de l’équipe ne peut l’ouvrir. Son propriétaire est prévenu.',
  'alarm.scanner_away': 'L’antivirus ne répond pas',
  'alarm.scanner_away.text': 'Regardez s’il tourne, et si CLAMD_URL le désigne.',
  'alarm.clock': 'L’horloge de cette machine n’est pas crédible',
  'alarm.clock.text':
    'Elle a été avancée ou reculée. Les accès qui semblent terminés sont refusés en attendant ; à cause d’une horloge qui a bondi en avant, rien n’est détruit.',
  'alarm.rotation': 'La clé racine n’a pas été renouvelée',
  'alarm.rotation.text':
    'D’ici là, les anciennes copies du trousseau ouvrent ce qui a été détruit depuis, et les certificats définitifs attendent. Le service réessaie la nuit.',
  'alarm.log': 'Le journal des destructions n’est pas en ordre',
  'alarm.log.text':
    'Il était neuf, plus ancien, ou n’a pas pu être écrit. Tant qu’il ne peut être écrit, rien n’est détruit jusqu’au bout. Regardez le fichier que désigne DESTRUCTION_LOG, et si une ancienne copie a pris sa place.',
  'alarm.replayed': 'Une ancienne copie avait rapporté des documents détruits',
  'alarm.replayed.text':
    'Ils ont été détruits de nouveau, et les comptes clos ont été refermés, avant que quiconque soit servi. Cherchez qui a remis l’ancienne copie, si ce n’est pas vous.',
  'alarm.record': 'Le registre ne reprend pas là où il en était',
  'alarm.record.text':
    'Des lignes, ou l’arbre qui les couvre, ont été modifiées ou manquent : quelqu’un a changé le passé, ou le disque a failli. La commande verify nomme les lignes.',
  'alarm.backup': 'Les sauvegardes ne sont pas en ordre',
  'alarm.backup.text':
    'La dernière n’a pas pu être faite, complétée ou rapportée lors d’un exercice. Faites-en une autre.',

  'upkeep.clock_title': 'L’horloge de cette machine',
  'upkeep.clock_ahead':
    'Elle a bondi en avant de plus que la machine n’a compté. Les sessions et les droits qui semblent terminés sont refusés, et rien n’est détruit à cause de l’heure, jusqu’à ce qu’elle soit réglée ou que vous la disiez juste.',
  'upkeep.clock_behind':
    'Elle a été reculée. Pour le service, le temps n’a pas reculé : il avance lentement jusqu’à ce que l’horloge l’ait rattrapé. Dites que l’horloge est juste si elle l’est ; les sessions ouvertes entre-temps prennent fin.',
  'upkeep.clock_shows': 'Le service se règle maintenant sur',
  'upkeep.clock_act': 'L’horloge de cette machine est juste',
  'upkeep.clock_confirmed': 'Le service se règle de nouveau sur cette horloge.',
  'clock.nothing_purged':
    'L’horloge de cette machine a bondi en avant : personne ne sait quels accès sont vraiment terminés. Rien n’a été détruit. Un administrateur peut confirmer l’horloge sur la page du coffre.',

  'upkeep.stands': 'Où il en est',
  'upkeep.documents': 'Ce qu’il contient',
  'upkeep.kept': { one: '{count} document, {size}', other: '{count} documents, {size}' },
  'upkeep.unfinished': 'Destructions en cours',
  'upkeep.not_final': 'Destructions qui attendent leur certificat définitif',
  'upkeep.epoch': 'Clé racine',
  'upkeep.epoch_number': 'époque {epoch}',
  'upkeep.turned': 'renouvelée le',
  'upkeep.clock': 'Horloge',
  'upkeep.clock.right': 'juste',
  'upkeep.clock.ahead': 'en avance : rien n’est détruit à cause d’elle',
  'upkeep.clock.behind': 'en retard',
  'upkeep.scrub': 'Dernier passage en revue',
  'upkeep.scrub_found': { one: '{count} document, {bad} abîmé', other: '{count} documents, {bad} abîmés' },
  'upkeep.backup': 'Dernière sauvegarde',
  'upkeep.backup_where': 'dans {dir}',
  'upkeep.drill': 'Dernier exercice de restauration',
  'upkeep.drill.good': 'réussi, en {seconds} secondes',
  'upkeep.drill.bad': 'manqué : {problem}',
  'upkeep.never': 'jamais',
  'upkeep.scrub_now': 'Passer tous les documents en revue',
  'upkeep.rotate_now': 'Renouveler la clé racine',
  'upkeep.begun.scrub': 'Le service passe tous les documents en revue. Ce qu’il trouvera sera indiqué ici.',
  'upkeep.begun.rotation': 'La clé racine est en cours de renouvellement. Ce sera indiqué ici une fois fait.',
  'upkeep.begun.cleared': 'L’alarme est levée. Ce qui dure la déclenche de nouveau.',
  'upkeep.commands':
    'Les sauvegardes se font, se rapportent et s’exercent en ligne de commande : backup, restore, drill.',
}
