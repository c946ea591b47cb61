/** What words round a secret are about, each under a letter. Lower case, without accents. */
const TOPICS = {
  /** Passwords, keys, phrases. */
  P: /^(?:pass|pass-?words?|passwd|mdps?|motdepasse|mots?|passe|pwd|pw|pswd|pword|psw|passcodes?|pass-?phrases?|phrases?|cles?|keys?|wpa2?|secrets?|cred(?:s|entials?)|logins?|sesame)$/,
  /** Codes. */
  C: /^(?:codes?|pins?|nip|puk|digicodes?|combinaison|combi(?:nation)?|combo|otp|2fa|mfa|sms|verification|chiffres|digits|schema|unlock|deverrouill\w+|passcode)$/,
  /** What codes open. */
  K: /^(?:alarm\w*|portes?|doors?|gates?|portail|portillon|coffres?|safes?|lockers?|casiers?|cadenas|padlock|locks?|serrure|keypads?|claviers?|boitier|garage|entree|entrance|sas|parking|badge|grille|local|boite|box|keysafe|barriere|barrier|voicemail|repondeur|messagerie|sim|tablettes?|tablets?|(?:tele)?phones?|portables?|ipads?|iphones?|conference|reunion|zoom|teams|meet\w*|cupboard|cabinet|vault|armoire|intercom|interphone|visiophone)$/,
  /** What passwords open. */
  L: /^(?:log|logins?|sign\w*|user(?:name)?s?|utilisateurs?|identifiants?|comptes?|accounts?|sessions?|conne(?:ct|x)\w*|admin\w*|root|wi-?fi|ssid|wlan|vpn|bios|hotspot|network|reseau|route[ur]+|box|ouvr\w+|open\w*|unlock\w*|nas|serve[ur]+|pc|laptop|zip|pdf|file|fichier|archive|excel|acces+)$/,
  /** What people do with a secret. */
  T: /^(?:typ\w+|tap\w+|saisi\w*|enter\w*|entr\w{1,3}|mets|mis|mettre|met|set|put|us(?:e\w*|ing)|utilise\w*|tr(?:y|ied|ying)|essay\w+|press\w*|dial\w*|compos\w+|choisi\w*|chose|chosen|picked|change\w*|gave|given?|donne\w*|laisse|left|rentr\w+|remis|reset|pris|key|keyed|punch\w*)$/,
  /** How it is spelt. */
  S: /^(?:capitals?|caps|upper(?:case)?|lower(?:case)?|majuscules?|minuscules?|maj|underscores?|dash(?:es)?|hyphens?|tirets?|e?spaces?|accents?|attaches?|colle[es]?|apostrophe|exclamation|symbol(?:e?s)?|lettres?|letters?|arobase|spelt|spelled|ecrit|zero|point|dots?)$/,
  /** Which one it is. */
  W: /^(?:word|mot|phrase|answer|reponse|usual|habituel\w*|same|meme|ancien\w*|old|new|nouve\w+|mag[ic]\w+|celui|celle|one|defaul?t|provisoire|temp(?:orary)?|initial\w*|originale?|current|actuel\w*|autre|other|toujours|always|still|encore)$/,
  /** What it does. */
  O: /^(?:opens?|ouvre\w*|unlocks?|debloque\w*|deverrouille\w*|works?|marche\w*|fonctionne\w*|passe|refus\w+|reje[ct]t?\w+|wrong|incorrect\w*|invalid\w*|faux|accept\w*|asks?|demande\w*|wants?|veut|prompts?)$/,
}

export type Topic = keyof typeof TOPICS
export const TOPIC_NAMES = Object.keys(TOPICS) as Topic[]

/** What a word is about, as letters. */
export const topicsIn = (low: string): string =>
  /^\p{L}|\d[fF]/u.test(low) ? TOPIC_NAMES.filter((topic) => TOPICS[topic].test(low)).join('') : ''

const near = (words: number): string =>
  words > 40 ? 'no' : words > 16 ? 'far' : words > 8 ? '16' : words > 4 ? '8' : words > 2 ? '4' : String(words)

/** How far each word stands from the nearest one about a topic: before it, or with `backwards` after it. */
export function distances(about: readonly string[], topic: Topic, backwards: boolean): string[] {
  const away = about.map(() => 'no')
  if (!about.some((topics) => topics.includes(topic))) return away
  let words = 99
  for (let i = 0; i < about.length; i++) {
    const at = backwards ? about.length - 1 - i : i
    away[at] = near(words)
    words = about[at]?.includes(topic) ? 1 : words + 1
  }
  return away
}
