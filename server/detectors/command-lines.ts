import { QUOTED } from './settings.ts'

const WORD = String.raw`(?:${QUOTED}|([^\s"'|;&<>]{2,120}))`
const PAIR = String.raw`(?:"([^"\s:]{1,60}:[^"\n]{1,120})"|'([^'\s:]{1,60}:[^'\n]{1,120})'|([^\s"':]{1,60}:[^\s"']{1,120}))`
/** Programs and what they take a password with; the rest of the line lies between. */
const after = (programs: string, option: string, value = WORD): RegExp =>
  new RegExp(String.raw`(?<![\w-])(?:${programs})(?: [^\n]{0,200}?)? (?:${option})${value}`, 'dg')

/** Commands whose option says what it is. */
export const COMMANDS: readonly RegExp[] = [
  new RegExp(
    String.raw`(?<![\w-])--?(?:[a-z]{2,10}-)?(?:pass(?:word|wd|phrase)?|pw|pwd|passin|passout|storepass|keypass)(?:=| {1,3})(?:pass:)?${WORD}`,
    'dgi',
  ),
  after(String.raw`mysql\w{0,8}|mariadb[\w-]{0,8}|7za?|7z\.exe|rar|unrar`, '-h?p'),
  after('sshpass|rdesktop|psexec\\w{0,3}|(?:docker|podman|az|helm registry|oc|skopeo) login|mongo\\w{0,8}', '-p ?'),
  after('sqlcmd|bcp|osql|unzip|zip|smbmap|ipmitool', '-P ?'),
  after('redis-cli|valkey-cli', '-a '),
  after('ldap\\w{2,9}|influx', '-w '),
  after('curl|wget|https?|xh', '(?:-u|--user|-a|--auth|--proxy-user|-U) ?=?', PAIR),
  /machine [^\s"']{1,80} (?:login [^\s"']{1,80} )?password ["']?([^\s"']{2,120})/dgi,
  /(?<![\w/])\/(?:p|pass|password|pwd|pw):(?:"([^"\n]{1,120})"|([^\s"']{2,120}))/dgi,
  /(?:smbclient|rpcclient|smbget)[^\n]{0,120}? -U ?["']?[\w.\\/-]{1,60}%([^\s"']{1,120})/dg,
  /htpasswd -[a-zA-Z]{0,6}b[a-zA-Z]{0,6} [^\s]{1,120} [^\s]{1,60} ["']?([^\s"']{2,120})/dg,
  /echo (?:-\w{1,2} )?["']?([^\s"'|]{3,120})["']? ?\| ?(?:sudo -S|docker login|passwd|chpasswd|cryptsetup|sshpass)/dg,
  new RegExp(
    String.raw`(?:identified (?:with \w{1,40} )?(?:by|as)|with password|encrypted password|set password ?=|(?:user|role) [\w"'@%.-]{1,60}(?: with)?(?: login| superuser)? password) {0,3}(?:password\()?(?:${QUOTED})`,
    'dgi',
  ),
  /sudo -S [^\n<]{0,40}<<< ?(?:"([^"\n]{1,120})"|'([^'\n]{1,120})'|([^\s"']{2,120}))/dg,
  /ConvertTo-SecureString (?:-String )?(?:"([^"\n]{1,120})"|'([^'\n]{1,120})'|([^\s"'-][^\s"']{2,120})(?= -AsPlain))/dgi,
  /NetworkCredential\( ?["'][^"'\n]{0,80}["'], ?["']([^"'\n]{1,120})["']/dgi,
  /^[ >#]{0,8}(?:enable|username (?!or |and |ou |et |\/ |& )\S{1,60}(?: privilege \d{1,2})?) (?:secret|password) (?:\d{1,2} )?([^\s"']{3,120}) *$/dgim,
  /snmp-server community ([^\s"']{2,60})/dgi,
]

/** Commands whose password is told by its place alone: only what looks like one. */
export const WORDED: readonly RegExp[] = [
  /login [^\s"']{1,80} password ["']?([^\s"']{3,120})/dgi,
  new RegExp(String.raw`net use [^\n]{0,120}?\\\\?[\w.$\\-]{2,100} (?:\/user:\S{1,80} )?(?!\/)${WORD}`, 'dgi'),
  new RegExp(String.raw`net user {1,3}[\w.-]{1,60} {1,3}(?!\/)${WORD}`, 'dgi'),
]
