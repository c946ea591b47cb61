/** Words that name a way, on the text as plain() makes it; after a number and before a name each makes an address. */
export const STREETS =
  'rue|r\\.|r(?= d[eu]s? )|avenue|aven|av\\.?|ave\\.?|boulevard|bd\\.?|bld\\.?|blvd\\.?|bvd|boul\\.?|chemin|chem\\.?|che\\.|impasse|imp\\.?|allees?|all\\.|quai|ruelle|sentier|sente|venelle|faubourg|fbg?\\.?|esplanade|rond[- ]point|chaussee|lotissement|hameau|grande?[ -]rue|promenade|traverse|montee|parvis|calle|avenida'

/** Words that name a way as well as other things: they need a name with a capital, a town or a postcode. */
export const OTHER_STREETS =
  'r|place|pl\\.?|route|rte\\.?|square|sq\\.?|cours|passage|villa|cite|voie|mail|cour|clos|domaine|quartier|porte|pont|port|parc|cote|levee|galerie|zone|za|zi|zac|village|lot\\.?|residence|res\\.?|ch\\.|via|piazza|plaza|corso'

/** What follows "chemin", "voie", "impasse" where no way is meant. */
export const NO_WAY =
  /^(?:par|pour|avec|sans|qui|ou|dans|est|sont|devant|derriere|plus|et|en|pavees?|etroites?|entieres?|paralleles?|voisines?|a sens)(?![\w'-])|^(?:de |du |d'|des |l'|la |le |vers |jusqu'a )*(?:acces|reseau|complet|absolu|relatif|unc|fichiers?|dossiers?|repertoire|serveur|partage|sauvegarde|logiciel|technique|parking|travail|stationnement|disque|montage|retour|sortie|exec\w*|windows|linux|registre|installation|google|youtube|of|in|to|for|from|that|which|when|where|on|is|was|and|or|de stockage|stockage|formation|libre|disponible|memoire|assise|assises|barree|bloquee|fermee|coupee)(?![\w'])/

export const ENGLISH_STREETS =
  'street|str|road|rd|lane|ln|avenue|ave|boulevard|blvd|crescent|cres|terrace|gardens|gdns|grove|mews|parkway|pkwy|highway|hwy|turnpike|broadway|alley|freeway|expressway|causeway'

/** As OTHER_STREETS: "drive", "way" and "court" need a town or a postcode behind them. */
export const OTHER_ENGLISH_STREETS =
  'st|drive|dr|way|place|pl|close|court|ct|circle|cir|square|sq|row|walk|park|parade|green|hill|rise|view|vale|yard|trail|trl|loop|quay|wharf|pike|heights|plaza|path|run|pass|point|house|building'

export const GERMANIC_STREETS = 'stra(?:ß|ss)e|str\\.|straat|laan|gasse|gracht|steenweg'
export const OTHER_GERMANIC_STREETS =
  'weg|platz|ring|allee|damm|ufer|plein|dreef|kade|lei|markt|berg|hof|graben|rain|matte?|quai'

export const STATES_US =
  'AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|PR'

/** Areas of British postcodes. */
const UK_AREAS =
  'AB|AL|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|B|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC|EH|EN|EX|E|FK|FY|GL|GU|GY|G|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|L|ME|MK|ML|M|NE|NG|NN|NP|NR|NW|N|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|S|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|W|YO|ZE'
/** Where an address stands before it, nothing else looks like it. */
export const UK_POSTCODE_BEHIND = `(?:${UK_AREAS})\\d[\\dA-HJKMNPR-Y]? \\d[ABD-HJLNP-UW-Z]{2}`
export const UK_POSTCODE = `(?:${UK_AREAS})\\d[\\dA-HJKMNPR-Y]? \\d(?!GB|TB|HD|ST|TH|ND|RD)[ABD-HJLNP-UW-Z]{2}`
export const CANADIAN_POSTCODE = '[ABCEGHJ-NPRSTVXY]\\d[ABCEGHJ-NPRSTV-Z] ?\\d[ABCEGHJ-NPRSTV-Z]\\d'
export const EIRCODE = '[AC-FHKNPRTV-Y]\\d[\\dW] [\\dAC-FHKNPRTV-Y]{4}'

export const COUNTRIES =
  'France|Belgique|Belgium|België|Suisse|Switzerland|Schweiz|Luxembourg|Germany|Deutschland|Allemagne|(?:Northern )?Ireland|Irlande|U\\.?K\\.?|United Kingdom|Royaume-Uni|England|Scotland|Wales|U\\.?S\\.?A\\.?|United States|Canada|España|Espagne|Spain|Italia|Italie|Italy|Nederland|(?:The )?Netherlands|Pays-Bas|Portugal|Austria|Autriche|Österreich|Australia|Martinique|Guadeloupe|Guyane(?: française)?|(?:La |Île de la )?Réunion|Mayotte|Nouvelle-Calédonie|Polynésie(?: française)?'
