/** Searching, and the front page. */
export const search = {
  'home.total': {
    one: '{count} ticket that its owner chose to open',
    other: '{count} tickets that their owners chose to open',
  },
  'home.categories': 'Subjects',
  'home.every': 'All subjects',
  'home.category': 'Public tickets: {category}',
  'home.found_in': 'Public tickets with “{q}” in {category}',
  'home.nothing_in': 'No ticket about this is public yet.',
  'search.same': '{count} with the same problem',
  'search.unknown': '“{filter}” is no filter here, so it was looked for as words. These are filters: {filters}.',
  'search.many': 'This stands in very many texts. Only the newest were looked at; one more word finds older ones.',
  'search.how': 'How to search',
  'search.how_words':
    'All words must be there, in any form, with or without accents. In quotation marks: exactly these words, in this order. {begins} finds whatever begins like that, and a number its ticket.',
  'search.how_filters': 'You can add filters: {filters}.',
  'search.how_people': 'Names and addresses of customers are found too.',
  'search.order': 'Best match first',
  'search.more': 'More that were found',
  'search.mine': 'Search my tickets',
  'search.mine_found': 'My tickets with “{q}”',
  'search.mine_nothing': 'None of your tickets has these words.',
  'search.mine_all': 'All my tickets',
  'similar.title': 'Has this been asked before?',
  'similar.own': 'yours',
  'similar.found': {
    one: '{count} similar ticket; it opens in a new tab.',
    other: '{count} similar tickets; they open in a new tab.',
  },
}
