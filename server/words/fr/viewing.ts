import type { viewing as en } from '../en/viewing.ts'
import type { Word } from '../words.ts'

/** Ouvrir, révéler et regarder un document. */
export const viewing: Record<keyof typeof en, Word> = {
  'viewing.title': 'Ouvrir le bordereau {slip}',
  'viewing.ready': 'Il s’ouvre une seule fois, dans la minute qui vient. Une lettre en avertit alors {owner}.',
  'viewing.once_text': 'Il est là pour être lu une fois : dès que vous l’aurez ouvert, il sera détruit.',
  'viewing.back': 'Retour au bordereau {slip}',
  'viewing.used_up': 'Cela a déjà servi, ou la minute est passée. Ouvrez de nouveau le bordereau pour le lire.',
  'viewing.leave_ended': 'L’autorisation de l’ouvrir a pris fin. Le bordereau dit à qui la demander.',

  'viewing.masked': 'Caché jusqu’à ce que vous le montriez',
  'viewing.show': 'Montrer le texte',
  'viewing.hide': 'Cacher',
  'viewing.copy': 'Copier',
  'viewing.text_of': 'Le texte du bordereau {slip}',
  'viewing.copied': 'Copié. Le presse-papiers le garde jusqu’à ce que vous copiiez autre chose.',
  'viewing.not_copied':
    'Le navigateur n’a pas laissé cette page le copier. Sélectionnez le texte et copiez-le vous-même.',
  'viewing.over': 'La minute est passée. Pour le relire, ouvrez encore une fois le bordereau.',
  'viewing.over_once': 'La minute est passée, et il est détruit.',

  'viewing.look': 'Le regarder ici',
  'viewing.show_here': 'Le montrer ici',
  'viewing.download': 'Télécharger',
  'viewing.frame': 'L’image du bordereau {slip}',
  'viewing.mark': '{who}, {at}',
  'viewing.mark_where': 'ticket {ticket}, bordereau {slip}',
  'viewing.mark_text':
    'Votre nom et l’heure la recouvrent. Ils disent devant quel écran une photo a été prise ; ils n’empêchent personne d’en prendre une.',
  'viewing.other':
    'Seuls les images et les PDF de 32 Mio au plus sont montrés dans la page. Tout le reste est enregistré comme simple fichier, et rien n’en est exécuté ici.',
  'viewing.pdf':
    'C’est un PDF. Ses pages sont dessinées ici comme des images, dans un bac à sable : rien n’y est exécuté et rien n’y mène ailleurs. Pour y chercher un mot ou vous le faire lire à voix haute, téléchargez-le plutôt. Il est enregistré comme simple fichier : ouvrez-le avec un lecteur qui n’exécute aucun script.',
  'viewing.pdf_frame': 'Le PDF du bordereau {slip}',
  'viewing.pdf_pages': 'Pages du PDF',
  'viewing.pdf_opening': 'Ouverture en cours…',
  'viewing.pdf_page': 'Page {page} sur {pages}.',
  'viewing.pdf_label':
    'Page {page} sur {pages}, dessinée comme une image. Pour la faire lire à voix haute, téléchargez le fichier.',
  'viewing.pdf_most': 'Il a {all} pages. Seules les {most} premières sont dessinées ici.',
  'viewing.pdf_blank': 'La page {page} sur {pages} ne peut pas être dessinée.',
  'viewing.pdf_previous': 'Page précédente',
  'viewing.pdf_next': 'Page suivante',
  'viewing.pdf_smaller': 'Réduire',
  'viewing.pdf_larger': 'Agrandir',
  'viewing.pdf_close': 'Fermer',
  'viewing.pdf_closed': 'Il est fermé.',
  'viewing.pdf_broken': 'Ce PDF ne peut pas être dessiné : le fichier est abîmé, ou ce n’est finalement pas un PDF.',
  'viewing.pdf_locked':
    'Ce PDF est protégé par un mot de passe. Téléchargez-le et ouvrez-le avec un lecteur qui le demande.',
  'viewing.pdf_slow': 'Ce PDF est trop long à dessiner : il a été fermé.',
  'viewing.pdf_cut': 'Le fichier n’est pas arrivé en entier. Le bordereau dit s’il peut encore être ouvert.',

  'viewing.kind': 'Nature du texte',
  'viewing.kind_hint': 'Pour des identifiants : le nom d’utilisateur et le mot de passe, un par ligne.',
  'viewing.once': 'Le détruire dès que l’assistance l’a lu',
  'viewing.once_hint': 'L’assistance peut l’ouvrir une seule fois. Ensuite il est détruit, pour vous aussi.',
}
