const MASKED = /[*•●∙×█]{3}|(?:^|[^a-z])x{4,}|x{6,}|X{4,}|^(.)\1+$|\.{3}|…|\uE000|_{4,}/
const NAMED =
  /^(?:(?:your|votre|my|some|the|insert|enter|put|replace)[-_ ]|your(?:api|token|key|pass|secret|access|auth|client|jwt)|redacted|masked|masqu|hidden|secret$|token$|key$|none$|null$|nil$|undefined$|true$|false$|yes$|no$|oui$|non$|empty$|vide$|todo$|tbd$|n\/a$|password$|passwd$|passphrase$|pass$|pwd$|mdp$|motdepasse$|string$|required$|optional$|invalid|expired|missing|process\.|os\.|env[.(]|config\.|settings\.|getenv|vault:|secretref|file:|ref\+|keyring|arn:|projects\/)/i
const REFERENCE =
  /^(?:[<[{(].{0,80}[>\]})]$|\{\{|\$\{?[A-Za-z_({]|\$\(|%[A-Za-z_]+%|@[A-Za-z_]+@|#\{|!(?:vault|secret|Ref|Sub)|&[a-z]|\.\/|~\/|[A-Za-z_]\w{0,40}(?:\.\w{1,40}){1,4}\(|[A-Za-z_][\w.]{1,60}(?:\(.{0,60}\)|\[.{1,60}\])$)/

/** What stands where a secret would: a mask, a blank to fill in, a name of a place where the secret is kept. */
export const isPlaceholder = (value: string): boolean =>
  MASKED.test(value) || NAMED.test(value) || REFERENCE.test(value) || !/[\p{L}\p{N}]/u.test(value)

const count = (value: string, what: RegExp): number => value.match(what)?.length ?? 0

/**
 * Whether a value was drawn by a machine: digits among the letters, or capitals among the small ones; no word, no version,
 * no name of a file.
 */
export function isRandom(value: string): boolean {
  if (isPlaceholder(value) || /^[a-z]+:\/\//i.test(value)) return false
  if (/^(?:[a-z]+|[A-Z][a-z]+|[A-Z]+)(?:[-_. ](?:[a-z]+|[A-Z][a-z]+|[A-Z]+|v?\d{1,6}))*$/.test(value)) return false
  const [digits, letters] = [count(value, /\d/g), count(value, /[A-Za-z]/g)]
  const mixed = /[a-z]/.test(value) && count(value, /[A-Z]/g) > 2
  return (digits > 1 && letters > 1) || mixed || digits > 15
}
