/** The text just before a place, as far as its line and the one before it go. */
export const before = (text: string, start: number, most = 60): string => text.slice(Math.max(0, start - most), start)

/** A word that gives a number its meaning, with at most small words between the two. */
const leads = (words: string): RegExp =>
  new RegExp(
    String.raw`(?<![\p{L}\d])(?:${words})(?!\p{L})(?:[\s:#="'(.°/-]|n(?:o|r|um(?:ber|[ée]ro)?)?|ids?|is|est|was|client|code|de|du|la|le|the|my|mon|ma|notre|our){0,10}$`,
    'iu',
  )

const REFERENCES = leads(
  String.raw`commandes?|orders?|po|factures?|invoices?|tickets?|dossiers?|cases?|incidents?|rma|r[ée]f(?:[ée]rences?)?|references?|suivi|tracking|colis|parcel|devis|quotes?|bon de livraison|s[ée]rie|serial(?: number)?|s\/n|sn|imei|meid|iccid|siret|siren|rcs|article|sku|ean|isbn|issn|gtin|upc|code[- ]barres|barcode|timestamp|horodatage|epoch|transactions?|contrats?|contracts?|abonnement|inventaire|asset(?: tag)?|intervention|num[ée]ro client|n° client|customer (?:id|number|no)|id|pid|uid|sid|kb|event|[ée]v[ée]nement|build|model|mod[èe]le|mat(?:ricule|\.)|tva|vat|job|batch|lot|version|ticket n°|hash|taille|size|octets|bytes`,
)

/** Whether a number is introduced as one of an order, a ticket, a device: as what may be public. */
export const isReference = (text: string, start: number): boolean => REFERENCES.test(before(text, start, 48))
