import { wordsOf } from './plain.ts'

/** Family names that are words of English or French as well: alone they are only a name behind "Mr" or "Mme". */
export const NAMES_THAT_ARE_WORDS = wordsOf(`
abbey archer armstrong baker ball banks barber barnes beach bell berger best bird bishop black blanc blanchard bond bonnet
boucher boulanger bourgeois bowman branch bridges brook brooks brown brun burns bush butler byrd caron carpenter carrier case
chance chevalier child church clark clerc cloud coach cole collier colon comte cook cooper couturier cross cruise daniels
david dean delay dumas duke during early english falcon farmer field fields fisher fleury flowers fontaine ford forest
forestier forge fort foster fournier fox francois franklin french frost gaillard garnier gates gauthier georges gilbert glass golden good
granger grant graves gray green grey guerin hall hand hardy harper hart hawk heath henry hill hilaire holland holmes hood hope
horn house howard hunt hunter huntsman jacob james jordan joyce joly judge keys king knight lacroix lake lamb lane langlois large laurent
law leblanc leger legrand lemoine leopard leroux leroy little long love lucas lynch major marchal marchand marion marques marsh
martin mason masson maillard meadows menu mercier merle meunier michel mills moon moreau moulin morel morris natural noble noel north
olive page paige palmer paris parish park parker parks patient paul perez perry petit philippe picard pierre pitt pool poole
poirier poisson pope porter post potter poulain pound powell power powers prevost price prince provost pruvost rabbit race
reed reader rey rich richard rider rivers riviere robert robin roche rock roger rose rossignol rousse roux roy royer rush salt samson sands
savage school seal self sharp sharpe shepherd short silver simon singer skinner small smart smith snow south spring squires
stack star steel stone strange street strong summer summers sutton swan swift tailor tanner taylor temple thomas tissot
tonnelier tourneur towers town tran tree tucker turner valet vallee vaillant vert vincent voisin walker wall walls ward
waters weaver webb weber weeks wells west wheeler white wilde winter winters wise wolf wood woods wright yard young
server update login admin test user
`)

/** What stands before the @ of addresses that are nobody's own. */
export const SHARED_MAILBOXES = wordsOf(`
accounting accueil achats admin administration billing bonjour compta comptabilite contact direction facturation factures hello help
helpdesk hello info infos informatique it mail mairie me moi no-reply noreply office postmaster reception rh sales secretariat
service sales support team test ventes webmaster welcome user root
`)
