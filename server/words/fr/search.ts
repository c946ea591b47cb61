/** Searching, and the front page. */
export const search = {
  'home.total': {
    one: '{count} ticket que son auteur a choisi d’ouvrir',
    other: '{count} tickets que leurs auteurs ont choisi d’ouvrir',
  },
  'home.categories': 'Sujets',
  'home.every': 'Tous les sujets',
  'home.category': 'Tickets publics : {category}',
  'home.found_in': 'Tickets publics avec « {q} » dans {category}',
  'home.nothing_in': 'Aucun ticket à ce sujet n’est encore public.',
  'search.same': '{count} avec le même problème',
  'search.unknown':
    '« {filter} » n’est pas un filtre ici et a été cherché comme du texte. Voici les filtres : {filters}.',
  'search.many':
    'Ces mots se trouvent dans un très grand nombre de textes. Seuls les plus récents ont été regardés ; un mot de plus en trouve de plus anciens.',
  'search.how': 'Comment chercher',
  'search.how_words':
    'Tous les mots doivent y être, sous n’importe quelle forme, avec ou sans accents. Entre guillemets : exactement ces mots, dans cet ordre. {begins} trouve tout ce qui commence ainsi, et un numéro son ticket.',
  'search.how_filters': 'Vous pouvez ajouter des filtres : {filters}.',
  'search.how_people': 'Les noms et adresses des clients sont trouvés aussi.',
  'search.order': 'Le plus proche d’abord',
  'search.more': 'Suite des résultats',
  'search.mine': 'Chercher dans mes tickets',
  'search.mine_found': 'Mes tickets avec « {q} »',
  'search.mine_nothing': 'Aucun de vos tickets ne contient ces mots.',
  'search.mine_all': 'Tous mes tickets',
  'similar.title': 'A-t-on déjà posé la question ?',
  'similar.own': 'le vôtre',
  'similar.found': {
    one: '{count} ticket semblable ; il s’ouvre dans un nouvel onglet.',
    other: '{count} tickets semblables ; ils s’ouvrent dans un nouvel onglet.',
  },
}
