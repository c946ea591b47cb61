import type { certificates as en } from '../en/certificates.ts'
import type { Word } from '../words.ts'

/** Reçus, certificats de destruction, le registre et ses preuves. */
export const certificates: Record<keyof typeof en, Word> = {
  'log.entries': {
    one: 'Journal du coffre : {count} ligne, empreinte',
    other: 'Journal du coffre : {count} lignes, empreinte',
  },

  'alarm.record': 'Le registre a été modifié',
  'alarm.record.text':
    'Son journal ne commence plus par ce qu’il était, ou ne se lit plus. Lancez « verify », qui nomme les lignes, et comparez l’empreinte avec celle de vos lettres.',

  'receipt.signed': 'Reçu signé',

  'record.title': 'Tout ce qui en a été fait',
  'record.text':
    'Chaque ligne a été écrite avant que l’acte prenne effet, quel qu’en soit l’auteur : vous, l’assistance, un administrateur ou le guichet lui-même. Elle s’ajoute aussitôt et ne peut plus changer : elle a sa place dans le journal, dont l’empreinte signée est publique.',
  'record.when': 'Quand',
  'record.what': 'Quoi',
  'record.who': 'Qui',
  'record.why': 'Pourquoi',
  'record.scrolls': 'Le registre du bordereau {slip}, défile sur le côté',
  'record.link': 'la personne qui a le lien',
  'record.minutes': { one: '{count} minute', other: '{count} minutes' },
  'record.refused.leave': 'sans autorisation',
  'record.refused.token': 'trop tard, ou une seconde fois',
  'record.refused.code': 'avec un code faux',
  'record.same': 'c’est bien ce qui a été scellé',
  'record.differs': 'ce n’est pas ce qui a été scellé',
  'record.file': 'Le registre et ses preuves',
  'record.check': 'Vérifier les preuves ici',
  'record.checking': 'Votre navigateur calcule…',
  'record.holds': 'ligne {index} sur {size} du journal signé',
  'record.broken': 'cette ligne ne correspond pas à sa preuve',
  'record.unproved': 'aucune preuve n’est venue pour cette ligne',
  'record.all_hold':
    'Toutes les lignes tiennent. Votre navigateur a recalculé chacune jusqu’à l’empreinte de {size} lignes, {head}, et la signature du guichet sur cette empreinte est juste.',
  'record.some_broken':
    'Quelque chose ne tient pas : regardez les lignes signalées plus bas. Gardez cette page et le fichier des preuves, et interrogez les administrateurs.',
  'record.bad_head': 'La signature sur l’empreinte du journal est fausse. Ne vous fiez à aucune de ces lignes.',
  'record.unsigned':
    'Votre navigateur a recalculé chaque ligne jusqu’à l’empreinte de {size} lignes, {head}, et toutes tiennent. Il ne sait pas vérifier une signature Ed25519 : vérifiez celle de l’empreinte avec le fichier et un autre programme.',
  'record.cannot':
    'Ce navigateur ne peut pas calculer ici : il lui faut une adresse sûre (https). Prenez le fichier des preuves et un autre programme.',
  'record.no_answer': 'Le guichet n’a pas répondu. Essayez de nouveau.',

  'certificate.link': 'Certificat',
  'certificate.title': 'Certificat de destruction {id}',
  'certificate.heading': 'Certificat de destruction',
  'certificate.back': 'Revenir au bordereau {slip}',
  'certificate.file': 'Fichier signé',
  'certificate.stage.live': 'premier certificat',
  'certificate.stage.final': 'certificat définitif',
  'certificate.say.live':
    'Le document du bordereau {slip} a été détruit. Sa clé, son nom et son contenu ne sont plus au guichet : plus personne ne peut l’ouvrir.',
  'certificate.say.final':
    'Le document du bordereau {slip} a été détruit. Personne ne le lira plus, ni depuis le guichet, ni depuis une sauvegarde.',
  'certificate.pending': 'Le bordereau {slip} est en cours de destruction',
  'certificate.pending_text':
    'Plus personne ne peut l’ouvrir. Le guichet efface ce qu’il en reste et signera le certificat quand il ne trouvera plus rien. Revenez à cette adresse dans quelques minutes.',

  'certificate.slip': 'Bordereau',
  'certificate.sealed': 'scellé le {at}',
  'certificate.owner': 'Propriétaire',
  'certificate.owner_text': 'un nom que seuls cette personne et le guichet savent lire',
  'certificate.asked': 'Demandé',
  'certificate.by.owner': 'le {at}, par son propriétaire',
  'certificate.by.administrator': 'le {at}, par un administrateur',
  'certificate.by.desk': 'le {at}, par le guichet lui-même',
  'certificate.destroyed': 'Détruit',
  'certificate.backups': 'Sauvegardes mortes',
  'certificate.backups.live':
    'le {at} au plus tard, quand la clé racine est remplacée ; le certificat définitif le dira',
  'certificate.backups.final': 'le {at}, quand la clé racine {epoch} a été détruite',
  'certificate.cipher': 'Texte chiffré',
  'certificate.wrap': 'Clé scellée',
  'certificate.unknown': 'inconnu',

  'certificate.done': 'Ce qui a été fait',
  'certificate.step': 'Étape',
  'certificate.at': 'À (UTC)',
  'certificate.checked': 'Contrôle',
  'certificate.step.replayed': 'Rétabli par une ancienne copie, et détruit de nouveau',
  'certificate.step.revoked': 'Lecture refusée, téléchargements coupés',
  'certificate.step.logged': 'Inscrit au journal des destructions',
  'certificate.step.key': 'Clé supprimée, trousseau réécrit',
  'certificate.step.blob': 'Fichier écrasé et retiré',
  'certificate.step.erased': 'Nom, taille et empreintes effacés',
  'certificate.step.scanned': 'Tout recherché une dernière fois',
  'certificate.step.rotated': 'Clé racine détruite',
  'certificate.result.none_open': 'personne ne lisait',
  'certificate.result.all_ended': 'tous ont pris fin',
  'certificate.result.cut': 'coupés ; le dernier a pris fin plus tard',
  'certificate.result.appended': 'avant le départ de la clé',
  'certificate.result.not_in_keyring': 'ni dans le trousseau, ni dans son journal',
  'certificate.result.path_absent': 'plus de fichier',
  'certificate.result.row_empty': 'la ligne est vide, le journal aussi',
  'certificate.result.nothing_found': 'rien trouvé',
  'certificate.result.root_destroyed': 'les anciennes copies de la clé n’ouvrent plus rien',

  'certificate.stages': 'Deux certificats',
  'certificate.stages.live':
    'Le premier dit qu’il ne reste rien au guichet. Une ancienne copie du trousseau, avec la clé racine de ce jour, pouvait encore ouvrir une ancienne copie du document.',
  'certificate.stages.final':
    'Le définitif ajoute que cette clé racine est détruite elle aussi. Dès lors toute copie, où qu’elle soit, n’est plus que du bruit.',
  'certificate.stages.waits': 'Il arrive à cette même adresse, le {at} au plus tard.',
  'certificate.stages.here': 'Le voici.',

  'certificate.limits': 'Ce que ce papier peut dire, et ce qu’il ne peut pas',
  'certificate.limits_text':
    'Il prouve que le guichet l’a dit à ce moment et ne peut le nier. Il ne prouve pas que personne n’a fait de copie tant que le document pouvait s’ouvrir, ni que ceux qui tiennent le guichet n’en ont gardé aucune : le registre du bordereau, que détient son propriétaire, dit qui l’a ouvert.',

  'certificate.signature': 'Signature',
  'certificate.signed': 'Ed25519, clé',
  'certificate.entry': 'Ligne {entry} sur {size} du journal, empreinte',
  'certificate.qr': 'Cette page, à photographier',
  'certificate.check': 'Le vérifier sans nous',
  'certificate.check_text':
    'Quatre lignes pour tout terminal avec OpenSSL 3. La première va chercher le fichier signé et la clé publique ; les deux suivantes tirent de ce fichier ce qui a été signé, et y mettent l’en-tête que veut le format DSSE ; la dernière vérifie. Elle doit répondre « Signature Verified Successfully ». Un seul octet changé, et elle refuse.',
  'certificate.check_desk': 'Ou bien, là où se trouve une copie de ce programme :',
}
