// What stands round a code that somebody types, on the text as plain() makes it: lower case, no accents.

const LOCK_WORDS =
  'codes?|pads?|(?:the|on) dial|molettes?|wheels|pins?|puk\\d?|tan|otp|digicode|cadenas|padlocks?|key ?pads?|key ?box|key ?safe|lock ?box|boites? a cle[fs]*|boitier|coffre(?:-fort)?|interphone|intercom|alarm[es]?|sirene?|disarm\\w{0,3}|desarm\\w{0,4}|(?:number|combination|screen|child|bike|rim)?[ -]?locks?|locked|unlock\\w{0,3}|(?:de)?ver+ou\\w{0,10}|serrures?|antivol|combinaison|combination|doors?|portes?|gates?|gatehouse|portails?|portillon|barriere|barrier|grille|rideau|volet|lift|elevator|ascenseur|monte-charge|bell|buzz|buzzer|sonne[rz]?|sonnette|passcodes?|consigne|lockers?|casier|panel|clavier|pave|garage|entree|entrance|side entrance|front entrance|way in|shed|storeroom|store ?cupboard|cupboard|armoire|local|cave|cage|rack|baie|salle serveurs?|server room|comms room|plant room|bin store|turnstile|tourniquet|safe(?! mode)|vault room|digit lock|cash (?:desk|drawer|register)|tills?(?= )|caisse|tiroir|badgeuse|copiers?|copieur|photocopi\\w{2,5}|print(?:er|ing)?|impression|imprimante|fax|voice ?mail|messagerie vocale|repondeur|sim|carte (?:sim|bancaire|bleue)|bank card|card reader|duress|contrainte|telesurveill\\w{2,4}|installer|installateur|supervisor|department id|phone banking|telephone banking|face id|touch id|bluetooth|pairing|appairage|parental|screen ?lock|lock ?screen|bike rack|parking|car park|hall|lobby|immeuble|vigik'
/** What is opened with a code. */
export const LOCKS = new RegExp(String.raw`(?<![\w-])(?:${LOCK_WORDS})(?![\w-])`, 'g')

/** Who sends codes for a login, and how. */
export const SENDERS =
  /(?<![\w-])(?:sms|textos?|text(?:s|ed)?(?: message)?|authenticator|authentificateur|appli|app|okta|duo|google|microsoft|apple|two-factor|double authentification|2fa|mfa|one-time|usage unique|verification|validation|confirmation|sign-in|two-step|deux etapes|en deux temps|assistant|agent|telephone|phone|whatsapp|signal|la banque|bank)(?![\w-])/g

const MANNER =
  "(?: (?:le|la|les|the|now|maintenant|desormais|currently|actuellement|un|a|code|pin|toujours|always|still|encore|bien|both|d'abord|first|only|juste|just|in|deja|already|(?:une|deux|trois|quatre|cinq|\\d) fois|twice|plus|pas|not|no longer|number|numero)){0,2}"
/** What stands right before a code that somebody types, was given or had. */
export const LEADS = new RegExp(
  String.raw`(?:(?<!\w)(?:it'?s|c'est|cest|c|ce sera|is|was|are|were|be|est|etait|sont|sera|ours|mine|vaut|became|devient|j'avais|avais|had|have|typ(?:es?|ed|ing)|(?:back|went|gone|up|over|switched) to|(?:re)?(?:venue?|passee?) a|dicte|transmis|communique|read (?:out|me)|passed me|tap(?:e[rz]?|ant|ons|ait)?|punch\w{0,3}|ke(?:y|yed|ying)|enter(?:ed|ing|s)?|r?entre[rz]?|rentrant|compose[rz]?|composant|faites|faire|fais|fait|press(?:ed|ing)?|hit|buzz|dial(?:led|ed|ling|ing)?|us(?:e|es|ed|ing)|utilise[rz]?|utilisais|utilisons|saisi[rst]?|saisissez|saisissant|mi[st]|met(?:s|tez|tre|tons)|eu|put|with|avec|via|(?:is|stuck|left|jammed|locked) (?:on|at|up)|bloquee? (?:a|sur)|still|toujours|(?:est|sont|mis) sur|set on|puis|then|ensuite|try|tried|trying|essaye[rz]?|essaie|set (?:to|as|at|up as)|(?:resten?t?|restee?s?|reglee?|passee?|mise?|programmee?|parametree?|changee?) (?:a|en|sur|par)|changed to|changed from|reset to|to be|remains|stays?|takes?|accept[se]?|accepts|wants?|asks? for|demande|likes?|needs?|expects?|accepte|attend|veut|prend|goes|opens|but|mais|said|recu[es]?|received|got|given|gave me|told me|sent me|sends me|texted me|m'a (?:envoye|donne|dicte|file)|m'ont (?:envoye|donne)|nous a (?:envoye|donne)|called|works with|marche avec|maybe|perhaps|probably|peut-etre|default,?)${MANNER}|[:=(,]|->|→) ?["'(]?$`,
)
/** Verbs of fingers on keys: with the look of a keypad's code behind them nothing else is meant. */
export const KEYED =
  /(?<!\w)(?:type[sd]?|typing|tape[rz]?|tapant|compose[rz]?|punch\w{0,3}|key(?:s|ed|ing)? in|enter(?:s|ed|ing)?|saisi\w{0,5}|dial\w{0,4}|press\w{0,3}|faire|faites) (?:in |the |le )?["'(]?$/
/** "A 3-digit code, 581". */
export const THREE = /(?:3|three|trois)[- ](?:digits?|chiffres|figures?|numbers)[^\n.]{0,16}$/
/** "Bins code 7A32". */
export const CALLED = /(?<!\w)codes?(?: \w{3,12})? $/
/** A place on a line of its own, behind its bullet or who said it. */
export const LINE_START = /\n[ >*•-]{0,4}(?:\w{2,12} ?: ?)?$/
/** A lock that is followed by its code without a word between the two. */
export const RIGHT_BEHIND =
  /(?:digicode|cadenas|padlock|keypad|key ?safe|lock ?box|pin|puk|combinaison|combination|clavier|serrure|lock)s? ?$/
/** "Padlock at 5-0-8-1": too weak for mere digits. */
export const WEAK_FOR_DIGITS = /(?:^|\W)(?:a|at|on|sur|le|the|de|of) ["'(]?$/

/** What an app or a message shows: only what looks like the codes that are sent. */
export const SHOWN =
  /(?<!\w)(?:says|dit|affiche|shows?|displays?|reads|lis|lit|indique)(?: (?:me|le|the|code))?[ "':]{1,4}$/
/** "4512 and hash": what is typed on keys. */
export const HASHED =
  /^[ ,]{1,2}(?:(?:then|and|puis|et|suivi(?: de| du| par)?|followed by|validee?(?: par)?)(?: (?:la|the|le|touche|key))* )(?:hash|pound|diese|etoile|star|square)/
/** "Inner door 4561" on a line of its own. */
export const LISTED =
  /(?:^|\n)[ >*•-]{0,4}(?:\w+ ){0,3}(?:doors?|portes?|gate|portail|portillon|hall|entree|entrance|garage|alarme?|coffre|safe|interphone|intercom|barriere|barrier|cave|local|immeuble|building|lift|ascenseur|set|unset|arm|disarm|armer|desarmer|marche|arret) $/
/** The same in a sentence, where a comma or its end follows. */
export const LOCK_AHEAD =
  /(?<!\w)(?:(?:front|back|side|rear|main|outer|inner) (?:door|gate|entrance)|gate|grille(?: d'entree)?|porte(?: d'entree| de service| arriere)?|portail|portillon|hall|garage|alarme?|coffre|barriere|barrier|interphone|intercom|digicode) $/
export const FOLLOWS =
  /^["')]?(?:$|[\n.,;:!?)]| ?[-(>/] ?| (?:et|and|d[eu]|of|d'|then|puis|or|ou|but|mais|sur|on|into|in|en|dans|at|a|au|aux|pour|for|from|isn't|doesn't|wasn't|n'est|ne|n'a|is|est|was|etait|works?|worked|marche|fonctionne|left|bottom|until|jusqu|svp|pls|please|merci|thanks|by(?! \d)|par(?! \d)|to|ouvre|opens?|instead|ca|it|that|which|the|qui|que|(?:\w+|\d) (?:times|fois)|twice|\+|again|encore|every|chaque|within|before|avant|after|apres|when|quand|if|si|since|depuis|because|so|donc|as|comme|valide|suivi|followed|hier|today|yesterday|ce matin|this|cette|il|elle|i|je|we|on|with|avec|without|sans|gets|still|toujours|refuse|rejected|unless|sauf|plus|no longer|all|not|pas|never|the|a)(?![\w']))/
/** What makes another number of it: how many, which one of several. */
export const COUNTED =
  /(?:(?:keypad|keyboard|clavier) (?:types?|tape|affiche|ecrit)|(?:line|ligne|pages?|ports?|versions?|errors?|erreurs?|events?|builds?|users?|id|tickets?|articles?|ref\w{0,7}|models?|modele|errno|number|numero|serial|extension|poste) ?[:=]|(?:about|environ|roughly|des|les|of|plus de|more than|under|over|max|min|years?|annee|since|depuis|line|ligne|page|ports?|rooms?|salles?|bureau|poste|ext|extension|number|numero|n°|#|id|users?|terminal|version|articles?|models?|modele|ref\w{0,7}|part|type|tickets?|orders?|commande|erreur|errors?|fault|defaut|event|build|floor|etage|level|badge|bay|flat|apt|appt|unit|gate|casier|lockers?|asset|serial|serie|building|batiment|bat|post|standard|call|appele[rz]?|appel|joindre|vers|(?<!j')entre|from|between|door|place|space)s?|(?:room|salle|bureau|poste|ext|extension|number|numero|id|version|year|annee)(?: is| est)) ?["'(]?$/
