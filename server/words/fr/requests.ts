import type { requests as en } from '../en/requests.ts'
import type { Word } from '../words.ts'

/** « Merci de nous envoyer… » */
export const requests: Record<keyof typeof en, Word> = {
  'request.title': 'L’assistance vous demande quelque chose',
  'request.intro': 'Ce que vous envoyez va droit au coffre, jamais dans la conversation. Vous pouvez aussi dire non.',
  'request.asked_by': 'demandé par',
  'request.why': 'pourquoi',
  'request.label': 'Son nom dans votre coffre',
  'request.secret': 'Écrivez-le ou collez-le ici',
  'request.secret_hint': 'Scellé comme texte. Cette page ne le montrera plus.',
  'request.secret_missing': 'Écrivez ce qui est demandé, ou refusez ci-dessous.',
  'request.answer': 'Sceller et envoyer',
  'request.decline': 'Ne pas l’envoyer',
  'request.over':
    'Cette demande n’est plus ouverte : elle a reçu une réponse, a été retirée ou fermée avant l’arrivée de votre formulaire. Rien de ce que vous avez envoyé n’est perdu.',

  'request.waiting': 'Demandé, pas encore là',
  'request.line': '« {label} », demandé par {who}',
  'request.withdraw': 'Retirer',
  'request.ask': 'Demander un document',
  'request.what': 'Ce qu’il faut envoyer',
  'request.what_hint': 'Pour que {owner} le reconnaisse : « Facture de la licence ».',
  'request.label_missing': 'Dites ce qu’il faut envoyer.',
  'request.kind': 'De quelle nature',
  'request.reason': 'À quoi cela sert',
  'request.reason_hint': 'En une phrase. {owner} la lit.',
  'request.why_missing': 'Dites à quoi cela sert.',
  'request.act': 'Demander à {owner}',

  'event.request.made': '{who} : demande de « {label} »',
  'event.request.answered': '{who} : « {label} » mis au coffre, comme demandé',
  'event.request.declined': '{who} : « {label} » ne sera pas envoyé',
  'event.request.withdrawn': '{who} : « {label} » n’est plus demandé',

  'mail.request.subject': 'Ticket {number} : l’assistance vous demande quelque chose',
  'mail.request.body':
    'L’assistance vous demande quelque chose sur le ticket {number}. Quoi et pourquoi, vous le lirez sur le ticket, et ce que vous y envoyez va droit dans votre coffre. Ne l’envoyez jamais par courriel.',
  'mail.request.action': 'Voir ce qui est demandé',
  'mail.sent.subject': 'Ticket {number} : une réponse à votre demande',
  'mail.sent.body': 'Le client a répondu à votre demande sur le ticket {number}.',
  'mail.sent.action': 'Voir le ticket',
}
