/**
 * Tokens that are known by their form: those of the secret scanners that are kept in public (GitHub, gitleaks, detect-secrets),
 * as facts. Each begins with what its maker gave it, so that a text without any costs one look.
 */
const STARTS = [
  String.raw`eyJ[\w-]{10,1000}\.[\w-]{6,}(?:\.[\w-]*){0,3}|eyJhbGciOi[\w-]{12,}`, // JWT, whole and cut off
  String.raw`(?:AKIA|ASIA|ABIA|ACCA|LTAI)[A-Z0-9]{16,20}`,
  String.raw`gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{20,}|gl(?:pat|dt|rt|rtr|ptt|cbt|ft|soat|agent|imt|oas|ffct)-[\w-]{16,}`,
  String.raw`xox[abeoprs]-[\w-]{10,}|xoxe\.xox[bp]-[\w-]{10,}|xapp-\d-[\w-]{10,}`,
  String.raw`AIza[\w-]{30,}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{16,}|1\/\/0[\w-]{30,}|AAAA[\w-]{7}:[\w-]{100,}`,
  String.raw`[sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}|sq0(?:atp|csp|idp)-[\w-]{20,}|shp(?:at|ca|pa|ss|tka)_[a-fA-F0-9]{24,}`,
  String.raw`sk-ant-[\w-]{16,}|sk-(?:proj|svcacct|admin|or-v1|None)-[\w-]{16,}|sk-[A-Za-z0-9]{20,}|hf_[A-Za-z0-9]{20,}|r8_[A-Za-z0-9]{30,}|gsk_[A-Za-z0-9]{30,}|pplx-[A-Za-z0-9]{30,}|xai-[A-Za-z0-9]{30,}`,
  String.raw`npm_[A-Za-z0-9]{20,}|pypi-[\w-]{20,}|rubygems_[a-f0-9]{30,}|cio[A-Za-z0-9]{32}|dckr_(?:pat|oat)_[\w-]{20,}|oy2[a-z0-9]{43}|NRAK-[A-Z0-9]{20,}`,
  String.raw`(?:SK|AC)[0-9a-f]{32}|SG\.[\w-]{12,}\.[\w-]{12,}|key-[0-9a-f]{32}|[0-9a-f]{32}-us\d{1,2}|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}|xkeysib-[\w-]{20,}|xsmtpsib-[\w-]{20,}|PMAK-[\w-]{20,}`,
  String.raw`do[oprt]_v1_[0-9a-f]{20,}|dapi[0-9a-f]{32}|hv[sbr]\.[\w-]{20,}|dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9.]{20,}|pscale_(?:tkn|pw|oauth)_[\w-]{20,}|tskey-[\w-]{12,}|sbp_[a-f0-9]{20,}|FlyV1 fm\d_[\w+/=,]{20,}|SCW[A-Z0-9]{17}|CFPAT-[\w-]{20,}|rnd_[A-Za-z0-9]{20,}|ops_eyJ[\w+/=-]{20,}|nfp_[A-Za-z0-9]{30,}|HRKU-[\w-]{30,}`,
  String.raw`glsa_\w{20,}|glc_[\w+/=]{20,}|sntry[su]_[\w+/=]{20,}|lin_api_[A-Za-z0-9]{20,}|ntn_[A-Za-z0-9]{30,}|secret_[A-Za-z0-9]{40,}|figd_[\w-]{20,}|ATATT3[\w=-]{20,}|ATBB[A-Za-z0-9]{20,}|ATCTT3[\w=-]{20,}|pat[A-Za-z0-9]{14}\.[0-9a-f]{32,}|EAA[A-Za-z0-9]{50,}|sl\.[\w-]{40,}|PRIVATE-AIO_\w{20,}|shippo_(?:live|test)_[a-f0-9]{30,}|rzp_(?:live|test)_[A-Za-z0-9]{10,}|EZ[AT]K[A-Za-z0-9]{50,}`,
  String.raw`\d{8,10}:AA[\w-]{30,}`, // Telegram
  String.raw`[MNO][A-Za-z\d]{23,27}\.[\w-]{6}\.[\w-]{27,}`, // Discord
  String.raw`[\w~.-]{3}8Q~[\w~.-]{31,34}`, // Microsoft Entra
]

/** At the beginning of a word; the end of the form is the end of what it may be made of. */
export const TOKEN_FORMS = new RegExp(String.raw`(?<![A-Za-z0-9])(?:${STARTS.join('|')})`, 'dg')

/** Addresses that are a secret themselves: whoever has one may post or read. */
export const SECRET_ADDRESSES = new RegExp(
  [
    String.raw`hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/[\w\/-]{16,}`,
    String.raw`(?:ptb\.|canary\.)?discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/\d{15,22}\/[\w-]{20,}`,
    String.raw`[\w-]{1,60}\.webhook\.office\.com\/webhookb2\/[\w@\/.-]{30,}`,
    String.raw`outlook\.office(?:365)?\.com\/webhook\/[\w@\/.-]{30,}`,
    String.raw`hooks\.zapier\.com\/hooks\/catch\/\d{3,}\/\w{5,}`,
    String.raw`hook\.[\w.]{2,20}\.make\.com\/\w{16,}`,
    String.raw`maker\.ifttt\.com\/trigger\/[\w-]{1,60}\/with\/key\/[\w-]{10,}`,
    String.raw`api\.telegram\.org\/bot\d{6,}:[\w-]{20,}`,
    String.raw`[\w.-]{3,60}\/[\w/]{0,20}ical\/[\w%.@-]{3,90}\/private-[0-9a-f]{16,}`,
  ]
    .map((address) => `(?:https?:\\/\\/)?${address}`)
    .join('|'),
  'dgi',
)
