// In each the groups are where a secret may stand; on the text as plain() makes it.
const END = String.raw`(?=["'»)]{0,2}[ .!,;:?)]{0,3}(?:$|[\n,;.!?()]| (?:et|and|mais|but|ou|or|merci|thanks|still|but|now|since|depuis|il|it|je|i)(?!\w)))`
const WORD = String.raw`["'«]? ?([^\s"'«»(),;:]{4,40}?)`

/** "my cat's name: whiskers", "the town I was born in, Lisbon". */
export const NAMED_AFTER = new RegExp(
  String.raw`(?<![\w-])(?:prenom|nom|surnom|name|nickname|anniversaire|birthday|ville|town|city|equipe|team|marque)(?: (?:de|d'|du|des|of|ou|where|i|je|preferee?) ?[^.,;:?!()\n]{1,30})? ?[,:?(-]{1,2} ?${WORD}${END}`,
  'dg',
)
/** "Capital H, the rest small: Hummingbird". */
export const SPELLED_FIRST = new RegExp(
  String.raw`(?:capital(?: letter)?(?: [a-z])?|majuscules?|minuscules?|lower ?case|upper ?case|small|caps|attache|one word|seul mot|spaces?|espaces?|accents?|underscore|tirets?)(?: ?[:=>-]{1,2}|(?<=capital [a-z]|[a-z] majuscule),) ?${WORD}${END}`,
  'dg',
)
/** "it's jupiter with a capital J", "c'est doudou en minuscules". */
export const SPELLED_AFTER = new RegExp(
  String.raw`(?<!\S)(?:c'est|c'etait|est|is|it's|was|:|=|tape[rz]?|typed?|enter|mis|mets?|mettre|put|use|try|essaye[rz]?) ${WORD}["'»]?,? (?:\(?(?:with|avec|en|all|tout|in|sans|without|no|as) ?(?:(?:an?|une?|the|le|la|les|all|toutes?|seul|only|just|que des) ?){0,2}(?:[a-z] |premiere (?:lettre )?(?:en )?)?(?:capital|maj|minusc|lower ?case|upper ?case|caps|attache|mot(?!\w)|one word|space|espace|accent)|[a-z] (?:majuscule|minuscule)|(?:capital|uppercase|lowercase) [a-z](?!\w))`,
  'dg',
)
/** "no, not Lemno2, it's Lemon2". */
export const NOT_BUT = new RegExp(
  String.raw`(?<!\S)(?:pas|not|isn't|wasn't|plus|non) ${WORD}["'»]?,? (?:mais|but|it's|c'est|now|it is|plutot)(?: (?:bien|plutot|now|maintenant|rather|with|avec|to|en))? ${WORD}${END}`,
  'dg',
)
/** "I use Summer2023 to log in". */
export const TO_ENTER = new RegExp(
  String.raw`(?<!\S)(?:use[ds]?|using|utilise[rz]?|utilisons|types?|typed|tape[rz]?|enter|entered|mets|met) ${WORD}["'»]? (?:to|pour) (?:(?:se |me |nous |vous |m'|s'|l')?(?:re)?(?:connecter|identifier|authentifier)|log|sign|get in|unlock|entrer|(?:l')?ouvrir|deverrouiller|open)`,
  'dg',
)
/** "We sign in with Summer2023", "I still type Summer2023". */
export const ENTERED = new RegExp(
  String.raw`(?<![\w-])(?:(?:(?:re)?connect(?:e[rsz]?|ee?s?|ed|ing)?|log(?:ged|ging)?[ -]?(?:in|on)|sign(?:ed|ing)?[ -]?(?:in|on)) (?:avec|with|using)|(?:utilise|tape|saisi)[rsz]? (?:bien|toujours)|(?:still|always|just) (?:use|type|enter)) ${WORD}["'»]?(?![^\s.,;:!?)"'»])`,
  'dg',
)
/** "'Marmalade' works as my password". */
export const WORKS_AS = new RegExp(
  String.raw`(?<!\S)${WORD}["'»)]? (?:ne |n'|is |isn't |was |wasn't |est |soit |a ete |has been |gets? |works? |doesn't |marche |fonctionne |passe |ok |okay |good |fine |bon |bien |enough |valid |allowed )(?:[\w'-]{2,12} ){0,4}(?:as|comme) (?:[a-z]{1,6} ){0,2}(?:mots? de passe|mdp|passwords?|pwd|pw)(?![\w-])`,
  'dg',
)
/** "Strawberry is a bad password". */
export const IS_A = new RegExp(
  String.raw`(?<!\S)${WORD}["'»)]? (?:is|est|was|isn't|n'est|serait|soit) (?:not |really |quite |pas )?(?:a|an|un) [a-z]{3,9} (?:mot de passe|mdp|password|pwd|pw)(?=$|[.,;:?!)\n]| (?:and|et|but|mais|for|pour|because|\?))`,
  'dg',
)
/** "the factory password, smcadmin, does not work". */
export const APPOSED = new RegExp(
  String.raw`(?:mots? de passe|mdp|passwords?|pwd|pw)(?: [\w'-]{1,14}){0,4}, ${WORD}["'»]?, (?:ne|n'\w+|is|isn't|est|does|doesn't|has|a|won't|fails?|stopped|no longer|marche|expired?)(?!\w)`,
  'dg',
)
/** "I told him my password, Nightingale." */
export const GAVE = new RegExp(
  String.raw`(?:told|gave|given?|tell|shared?|sent|dit|donne|communique|partage|envoye|connait|know[sn]?|guess\w*)[^.\n]{0,40} (?:my|mon|the|le|his|her|son|our|notre) (?:mots? de passe|mdp|passwords?|pwd|pw)(?: [\w'-]{1,12}){0,3}[,:(] ?${WORD}${END}`,
  'dg',
)
/** "the Wi-Fi Workshop with drill12". */
export const JOINED_WITH = new RegExp(String.raw`(?:wi-?fi|ssid|hotspot)[^.\n]{0,30} (?:avec|with) ${WORD}${END}`, 'dg')
/** The password of an application, as Google draws it. */
export const FOUR_GROUPS =
  /(?<![\w'-] ?)(?=[^.\n]{0,16}[bcdfghjklmnpqrstvwxz]{4})([a-z]{4}(?: [a-z]{4}){3})(?! ?[\w'-])/dg
/** "She says it is unicorns". */
export const SAYS_ITS = new RegExp(
  String.raw`(?<![\w-])(?:he|she|they|il|elle|on|ils|elles|\w{3,12}) (?:says?|said|thinks?|claims?|dit|disent|me dit|m'a dit|a dit|pretend|pense|croit|jure|swears?)(?: me)? (?:que |that )?(?:it's|it is|it was|c'est|c'etait) ${WORD}${END}`,
  'dg',
)
/** "it was tulip or tulips, the password", "my password, it's Buster". */
export const TOLD_FIRST = new RegExp(
  String.raw`(?<![\w-])(?:c'est|c'etait|it's|it is|it was) ${WORD}["'»]?(?: (?:or|ou|et|and|puis|then) ${WORD}["'»]?)?,? (?:le|mon|the|my|ton|your|notre|our|comme|as) (?:nouveau |new |bon |right )?(?:mots? de passe|mdp|passwords?|pwd|pw)(?![\w-])`,
  'dg',
)
export const THAT_IS = new RegExp(
  String.raw`(?:mots? de passe|mdp|passwords?|pwd|pw)[,;:.]? (?:and |et |so |donc )?(?:it's|it is|it was|its|c'est|c'etait) ${WORD}${END}`,
  'dg',
)
/** "tulip-garden (the password)", after a colon or with its use. */
export const EXPLAINED = new RegExp(
  String.raw`(?:[:=]|with|avec|is|est) ${WORD}["'»]? \((?:[\w'-]{1,14} ){0,3}(?:mots? de passe|mdp|passwords?|pwd|pw)(?: [\w-]{1,14}){0,2}\)`,
  'dg',
)
/** "As password I picked …". */
export const AS_LABEL = new RegExp(
  String.raw`(?<![\w-])(?:as|comme|for|pour|en) (?:[a-z]{1,6} ){0,2}(?:mots? de passe|mdp|passwords?|pwd|pw|secret),? (?:[a-z']{1,6} ){0,2}(?:picked|chose|took|set|used?|put|pris|choisi|mis|utilise|mets|prends?) (?:"([^"\n]{4,40})"|${WORD}${END})`,
  'dg',
)
export const STRENGTH =
  /(?:too|trop|not|pas|assez|suffisamment|quite|really|vraiment) ?(?:assez )?(?:weak|faible|strong|secure|fort|robuste|complex|solide|sur)/
/** "is hunter22 too weak?" */
export const WEAK = new RegExp(
  String.raw`(?<!\S)${WORD}["'»]? (?:(?:is|est|soit|was|be|c'est) )?(?:too|trop|not|pas|assez|suffisamment|quite|really|vraiment) ?(?:assez )?(?:weak|faible|strong|secure|fort|robuste|complexe?|solide|sur)(?! [a-z])`,
  'dg',
)
