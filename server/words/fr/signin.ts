import type { signin as en } from '../en/signin.ts'
import type { Word } from '../words.ts'

/** Inscription, connexion, second facteur, et lettres. */
export const signin: Record<keyof typeof en, Word> = {
  'register.title': 'Ouvrir un compte',
  'register.intro': 'Avec un compte, vous ouvrez des tickets, et le rideau de chacun n’obéit qu’à vous.',
  'register.name': 'Votre nom',
  'register.name_hint': 'Celui que l’assistance emploiera. Les autres clients ne le voient jamais.',
  'register.email': 'Adresse électronique',
  'register.email_hint': 'Nous y écrivons une fois pour la confirmer, puis seulement à propos de vos tickets.',
  'register.terms': 'J’accepte les conditions d’utilisation et j’ai lu la charte de vie privée.',
  'register.act': 'Ouvrir le compte',
  'register.have_one': 'J’ai un compte',
  'register.sent': 'Nous vous avons écrit',
  'sent.text': 'Si l’adresse est juste, une lettre est en route. Ouvrez le lien qu’elle contient pour continuer.',
  'sent.nothing': 'Rien après dix minutes ? Regardez parmi les indésirables, puis réessayez.',
  'password.choose': 'Mot de passe',
  'password.hint': 'Au moins 10 caractères. Quatre mots sans rapport entre eux se retiennent bien et se devinent mal.',
  'password.act': 'Garder ce mot de passe',
  'strength.meter': 'Force du mot de passe',
  'strength.0': 'Deviné tout de suite',
  'strength.1': 'Deviné rapidement',
  'strength.2': 'Acceptable',
  'strength.3': 'Bon',
  'strength.4': 'Très bon',

  'login.title': 'Se connecter',
  'login.password': 'Mot de passe',
  'login.act': 'Se connecter',
  'login.forgot': 'J’ai oublié mon mot de passe',
  'login.no_account': 'Pas encore de compte ?',
  'login.register': 'Ouvrir un compte',
  'login.confirmed': 'Votre adresse est confirmée. Vous pouvez vous connecter.',
  'login.kept': 'Votre session avait pris fin. Ce que vous avez écrit est gardé : connectez-vous pour le retrouver.',

  'totp.title': 'Le second verrou',
  'totp.intro': 'Ouvrez votre application d’authentification et écrivez le code qu’elle montre pour Guichet.',
  'totp.code': 'Code',
  'totp.hint': 'Six chiffres, ou l’un de vos codes de secours.',
  'totp.act': 'Ouvrir',

  'enrol.title': 'Un second verrou',
  'enrol.intro':
    'Votre mot de passe ouvre le premier. Un code de votre téléphone ouvre le second. Deux minutes suffisent, et un mot de passe volé ne vaut plus rien.',
  'enrol.required': 'L’équipe ne peut pas travailler sans lui : le reste du guichet s’ouvre quand c’est fait.',
  'enrol.again': 'Vous avez déjà un second verrou. Aller au bout de cette page le remplace.',
  'enrol.stale':
    'Vous vous êtes connecté il y a plus de 15 minutes. Déconnectez-vous et revenez, puis posez le verrou : ainsi personne ne le fera à un poste que vous avez laissé ouvert.',
  'enrol.app': 'Ouvrez une application d’authentification',
  'enrol.app_text':
    'Toute application qui montre des codes à six chiffres convient. Elle marche sans réseau, et nous n’apprenons rien de votre téléphone.',
  'enrol.show': 'Montrez-lui ce carré',
  'enrol.picture': 'Code QR : votre secret, pour une application d’authentification',
  'enrol.on_phone': 'Déjà sur ce téléphone ?',
  'enrol.open_app': 'L’ouvrir dans l’application',
  'enrol.no_camera': 'Pas d’appareil photo ? Recopiez ceci :',
  'enrol.keep': 'Gardez-le pour vous ; nous ne vous le demanderons jamais.',
  'enrol.type': 'Écrivez le code qu’elle montre',
  'enrol.digits': 'Six chiffres',
  'enrol.digits_hint': 'Un nouveau toutes les 30 secondes. Chacun ne sert qu’une fois.',
  'enrol.act': 'Poser le second verrou',
  'enrol.later': 'Plus tard',
  'enrol.next': 'Ensuite, dix codes de secours à imprimer, pour le jour où le téléphone est perdu.',

  'codes.title': 'Dix codes de secours',
  'codes.intro':
    'Imprimez-les ou recopiez-les, et gardez-les loin du téléphone. Chacun ouvre le second verrou une fois.',
  'codes.once': 'Ils ne sont montrés que cette fois. Vous pouvez en faire de nouveaux sur la page de votre compte.',
  'codes.gone':
    'Les codes ont déjà été montrés et ne peuvent pas l’être à nouveau. Vous pouvez en faire d’autres sur la page de votre compte.',
  'codes.done': 'Je les ai gardés',

  'confirm.title': 'Confirmez votre adresse',
  'confirm.intro': 'Il reste un pas : confirmer que cette adresse est la vôtre.',
  'confirm.act': 'Confirmer mon adresse',
  'forgot.title': 'Un nouveau mot de passe',
  'forgot.intro':
    'Dites-nous votre adresse. Nous envoyons un lien avec lequel vous choisissez un nouveau mot de passe. Votre second verrou reste.',
  'forgot.act': 'Envoyez-moi un lien',
  'forgot.sent': 'Nous vous avons écrit',
  'activate.title': 'Bienvenue au guichet',
  'activate.intro':
    'Choisissez un mot de passe, {name}. Le second verrou vient ensuite ; après lui, le guichet est ouvert.',
  'activate.email_hint': 'Elle vous sert à vous connecter.',
  'reset.title': 'Choisissez un nouveau mot de passe',
  'reset.intro': 'Toutes vos sessions prennent fin. Votre second verrou reste tel qu’il est.',

  'mail.greeting': 'Bonjour {name},',
  'mail.signature':
    'Guichet. Cette lettre ne contient ni image ni lien suivi. Ce qui est confidentiel reste au guichet.',
  'mail.link': '{action} : {url}',
  'mail.confirm.subject': 'Confirmez votre adresse',
  'mail.confirm.body':
    'Un compte a été ouvert avec cette adresse. Si c’était vous, confirmez-la sous deux jours. Sinon, ne faites rien.',
  'mail.confirm.action': 'Confirmer mon adresse',
  'mail.already.subject': 'Vous avez déjà un compte',
  'mail.already.body':
    'Quelqu’un a voulu ouvrir un compte avec cette adresse. Vous en avez un : connectez-vous, ou choisissez un nouveau mot de passe. Si ce n’était pas vous, ne faites rien.',
  'mail.already.action': 'Choisir un nouveau mot de passe',
  'mail.activate.subject': 'Votre place au guichet',
  'mail.activate.body':
    'Vous êtes invité à travailler à ce guichet. Choisissez un mot de passe et posez le second verrou sous sept jours.',
  'mail.activate.action': 'Commencer',
  'mail.reset.subject': 'Choisissez un nouveau mot de passe',
  'mail.reset.body':
    'Quelqu’un a demandé un nouveau mot de passe pour cette adresse. Le lien marche une heure. Si ce n’était pas vous, ne faites rien.',
  'mail.reset.action': 'Choisir un nouveau mot de passe',
  'mail.reply.subject': 'Ticket {number} : une nouvelle réponse',
  'mail.reply.body':
    'Il y a une nouvelle réponse au ticket {number}. Elle reste au guichet : connectez-vous pour la lire. {readers}.',
  'mail.reply.private': 'Le client et l’assistance sont seuls à pouvoir lire ce ticket',
  'mail.reply.action': 'La lire',
  'mail.opened.subject': 'Le bordereau S-{slip} a été ouvert',
  'mail.opened.body': '{agent} a ouvert le bordereau S-{slip} de votre coffre. Le motif est dans son registre d’accès.',
  'mail.opened.action': 'Voir le registre',
  'mail.destroyed.subject': 'Le bordereau S-{slip} est détruit',
  'mail.destroyed.body': 'Le nom, le contenu et la clé du bordereau S-{slip} n’existent plus.',
  'mail.destroyed.action': 'Voir le certificat',
  'mail.closed.subject': 'Votre compte est fermé',
  'mail.closed.body': {
    one: 'Votre compte est fermé. {count} document a été détruit. Vous êtes déconnecté partout.',
    other: 'Votre compte est fermé. {count} documents ont été détruits. Vous êtes déconnecté partout.',
  },
  'mail.closed.action': 'L’accueil',
  'mail.security.subject': 'Votre mot de passe ou votre second verrou a changé',
  'mail.security.body':
    'Le mot de passe ou le second verrou de votre compte a changé, ou a servi d’une façon rare. Si ce n’était pas vous, écrivez-nous aussitôt.',
  'mail.security.action': 'Regarder mon compte',
}
