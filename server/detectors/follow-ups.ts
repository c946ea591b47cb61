import { wordsOf } from './plain.ts'

/**
 * Words that are never a secret, and that say nothing about what comes next: articles, pronouns, prepositions, greetings.
 * Lower case, without accents.
 */
export const FUNCTION_WORDS = wordsOf(`
a about above above-mentioned actuel actuelle afin after again ahead ai ainsi all alors also although always am an
ancien ancienne and any anyone anything appears apres are around as asap at au aucun aucune aujourd'hui aussi autre
autres aux avant avec avez avoir avons be because been before being below besoin best bien bientot bon bonjour bonsoir
both but by bye c ca car ce cela celle celui cependant ces cet cette cf chaque chez ci ci-dessous ci-dessus ci-joint
comme comment contre cordialement could d dans de dear deja demain depuis dernier derniere des dessous dessus deuxieme
did different differente ditto do does doing donc dont du each either elle elles en encore enfin ensuite entre est et
etait etc ete etre eu eux everyone everything exactement exactly few first following follows for former from get gone
got grace had has hasn't have having he hello hence her here hers hey hi hier him his how however i i'd i'll i'm i've
ici idem if il ils in inconnu inconnue instead into is isn't it it's its j j'ai je jusqu'a just juste l la laquelle
last le lequel les leur leurs like lors lorsque lui m ma madame mainly mais malgre many maybe me meme merci mes mien
moi moins mon monsieur more most mr mrs much my n n'est n/a na ne neither new next ni nil no nobody none nor nos not
nothing notre nous nouveau nouvel nouvelle now null o of off often oh ok okay old on once one only ont onto or other
ou oui our ours out over own par parce parfois partout pas pendant perhaps personne peu peut please plus plusieurs
pour pourquoi pourriez pourtant pouvez precedent precedente premier premiere presque previous puis puisque qu quand
que quel quelle quelqu'un quelque quelques qui quoi rather re regards rien s sa same sans sauf savoir se second see
seem seems selon ses she should si simplement simply since sinon so soit some somebody someone something sometimes
somewhere son sont sous still stp suis suit suite suivant suivante sur surtout svp t ta tba tbd tel telle tellement
tes than thank thanks that that's the their them then there these they this those though through thus till to today
tomorrow too toujours tous tout toute toutes toward tres trop two un under une unknown until up upon us usually vers
very veuillez via vis-a-vis voici voila voir vos votre vous vraiment was wasn't we well were what when where whereas
wherever whether which while who whom whose why will with within without would y yes yet you your yours
`)

/** Things that have passwords, and kinds of password: between the label and the secret they change nothing. */
export const PLACES = wordsOf(`
acces access account acrobat ad adobe android app apple application applications azure backup base boite boss box
browser chef chrome citrix client clients cloud colleague collegue commun commune compte comptes computer crm customer
customers default defaut demo desired domain domaine dropbox e-mail email emails employee entra equipe erp excel
extranet facebook firefox ftp general generale github gitlab gmail google guest icloud imap imprimante init internet
intranet iphone jira laptop ldap linux local login logins mac machine mail mails main manager's messagerie mfa
microsoft nas netflix network office okta onedrive ordinateur outlook paie partage partagee pc perso personnel phone
portail portal poste principal principale printer pro prod professionnel provisoire rdp recette reseau root's router
routeur safari salarie salesforce sap secondaire secondary server serveur service session sessions shared sharepoint
site smtp souhaite ssh sso staff stagiaire tablet tablette team teams technique telephone temporaire temporary unique
universel user username users utilisateur utilisateurs voulu vpn wanted wi-fi wifi windows word wordpress zone zoom
`)

/** What turns "password" into something else, or denies it: behind one of these only what is surely a secret counts. */
export const BREAKERS = wordsOf(`
because bouton button can't cannot car caractere caracteres champ champs change-password character characters
coffre-fort complexite complexity days demande demandes depuis dialog didn't doesn't dois doit don't ecran erreur
erreurs error errors expiration expire expires fenetre field fields firmware forgot forgotten generateur generator
gestionnaire hash hashed hint historique history if impossible incident indice isn't issue issues jamais jours length
lien liens link links longueur manager managers message minimum model modele must need needs never no non not oublie
outil page pages pas plus policies policy politique popup problem probleme problemes problems prompt protected protege
quand question recovery recuperation ref reference refuse refused reinit reinitialisation reinitialise reinitialiser
rejected rejete request requirement requirements reset resets resetting rotation screen serial si since strength sync
synchro synchronisation test ticket tool trouble vault version wasn't when won't
`)

/** What people say of passwords and codes instead of saying them: states, deeds, what is on the screen, what is asked. */
export const STATES = wordsOf(`
1password 2fa able absent absolutely accede acceder accept accepte accepted acceptee accepts achete actif activated
active active-directory activer admin's advance advised affiche aide ajouter allow allowed alphanumeric alphanumerique
ambiguous annule ask asked asking asks assez assistant attached attempt attempts attend attente auto-generated
autocomplete autofill automatic automatique avail available bad bad-looking banned based basic begin biffe bitlocker
bitwarden blank block blocked bloque bloquee bloquer bogus bonne breach broken bug bugge buggy bugue cache cadence
caduc caduque can cancelled cant caract carnet case case-sensitive cases casse cassee caviarde censored change changed
changee changer changes changing chat check checked checker chiffre chiffres clair clear cleared click clique cliquer
cliquez closed code codes coffre committed common communique communiquee communiquer complete completely complex
complexe compliant complicated complique compliquee compris compromis compromise compromised confidential confidentiel
confidentielle configure configured configuree confirm confirmation confirmed conforme connect connecte connecter
connexion connu conseille considere considered consists contain contains contenir contient copie copied correct
correcte correctly corrige couldn't courrier court courte create created creation cree creer current currently
dashlane date deactivated dead deconnecte deconnexion deconseille defined defini definir definitely delay delete
deleted demand demandee demander denied desactive desactiver desynchronise devoir devrait dialogue differentes
differents difficile difficult diffuse disabled disconnected discouraged disparu display displayed disponible
disponibles divulgue documented doivent donne donnee donner doublon down download due durcie easier easy ecrire ecrit
edge edit efface effacer empeche empty en-cours encours encrypted encryption ends enough enregistre enregistree
enregistrer enregistres enter entered entering entrer entrez envoi envoye envoyee envoyer eronne errone erronee
erroneous essai essaie essais essaye etiquette exact exacte except exist existe exists expired expiree expiring expiry
exposed extend extended facile faible fail fail-safe failed failing fails fausse faut faux fichier fichiers file files
fine fixed flow fonctionnait fonctionne fonctionnent forbidden forced forcer forget formulaire found fourni fournie
fuite fully gave generate generated genere generee generer genuine gere give given gives good grey greyed gris grise grisee
hache hack hacked handling hard hashes help helpdesk hidden hors-service hs icon identical identifie identified
identique identiques ignore ignored immediately immediatement inaccessible inactif inactive inchange inchangee
incorrect incorrecte incorrectly incorrects indique indispo indisponible indisputable inexact inexistant info
information informations infos input insufficient insuffisant interdit introuvable introuvables invalid invalidated
invalide invalides invite isnt jour keep keepass keeps kept keychain known ko label lapsed lastpass leaked legitimate
lengths less letter lettre lettres limite lire list lists lock locked log logged logging login-page logon logs long
longer longue lose loses lost lu maj majuscule majuscules managed mandatory mandatory. manquant manquante marchait
marche marchent mask masked masque masquee match matches matching mauvais mauvaise max maximum mdp memorise memorisee
mention messages middle mine minimal minimum. minuscule minuscules mis mise mismatch miss missing mistyped
modification modifie modifiee modifier module mois months mot mots mustn't needed nok non-valide note notebook noted
notee noter notification notifications nul numeric numerique numero obligatoire obligatory obsolete obsoletes odd
old-fashioned oubli oubliee oublier oublies out-of-date out-of-sync outdated ouvre ouvrir panel paper papier pareil
pareille part partager partially passe passer passes passphrase passwd password passwords pending perdu perdue
perfectly perime perimee periode permanent phishing pin plain plaintext plait plante plus-long politiques pop-up
possible possibly post-it postit pourri preferred prefilled pret probably processing prohibited prolonge prolonger
prompted prompts propagated propage proper properly propre protection proteges provide provided public publish pwd
questions quite raccourci rappel read reading ready reappears recognised recognized recoit recommande recommandee
recommended reconnu reconnue recovered recu recuperer redacted redemande redemander redonner refaire refait refusee
refuses regle regles reinitialisee reinitialisez reject rejects rejetee relu remain remains remember remembered
remembers reminder remis remise removed rempli remplir renew renewal renewed renouvele renouveler renouvellement
renseigne renseigner repare repasser repeated replicated reply reponse requests required required. requis requise
resolu resolved restore restored restricted result retourne reused revoke revoked revoque right rotate rotated rule
rules safe saisi saisie saisies saisir saisissez same-as save saved saves saving secret secrets secure secured
securise securite security semaines semble sensible sensitive sent sera serait services set sets setting settings
share sharing sheet short shouldn't show shown shows sign sign-in signin signing similar simple sms soon souci soucis
special specified spelled step sticker stocke stockes storage store stored strange strings strong stronger stuck
submitted succes successful successfully sufficient suffisamment suffisant support supprime supprimer sure synced
synchronise synchronization syncing syncs system tab talk tapant tape taper temporairement temporarily tested testing
tests text texto tickets timed timeout times token totally tourne transmettre transmis transmise tried trousseau
trouve trouver try trying type typed typing typo unable unavailable unchanged unclear unencrypted unexpected unless
unlock unlocked unreadable unrecognised unrecognized unsafe unset unsuccessful unusable unvalid update updated updater
upper uppercase urgent usable use used useless uses utilise utilisee utiliser valable valables valid validate
validated validation valide validee valider validite verification verifie verified verifier verifiez verrouille
verrouillee verrouiller vide vieux visible visibles vu vue wait waiting want wants weak week weeks weird window wont
work workaround worked working works write written wrong wrongly year years yesterday bizarre done fait helas dommage etrange fini
grave lequel mort normal prevu strange zero
`)

/** What ends as the words do that say how something is: expired, unreadable, périmé, insuffisant. As typed, lower case. */
const DESCRIBES = /^\p{L}{2,20}(?:ing|able|ible|ement|é|ée|és|ées)$/u
const DESCRIBES_BEHIND_VERB = /^[a-z'-]{2,20}(?:ed|less|ful|tive|ly|eux|euse|ante?)$/

/** Whether an ordinary word says something about a secret, and so is none; after a colon fewer words do. */
export const describes = (word: string, stated: boolean): boolean =>
  DESCRIBES.test(word) || (!stated && DESCRIBES_BEHIND_VERB.test(word))
