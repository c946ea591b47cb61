import ipaddr from 'ipaddr.js'
import { before } from './context.ts'
import type { Finding } from './kinds.ts'
import { finding } from './matching.ts'

const FOUR = /(?<![\w.]|[\w.]-|\d,)\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d|-[A-Za-z])/g
const SIX = /(?<![\w:.])(?:[0-9A-Fa-f]{1,4}|:)(?::[0-9A-Fa-f]{0,4}){2,8}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])/g

/** Resolvers that everybody knows, and the addresses that routers have before anybody changes them. */
const WELL_KNOWN = new Set(
  `1.1.1.1 1.0.0.1 1.1.1.2 1.0.0.2 1.1.1.3 1.0.0.3 8.8.8.8 8.8.4.4 9.9.9.9 9.9.9.10 9.9.9.11 149.112.112.112
  208.67.222.222 208.67.220.220 208.67.222.123 208.67.220.123 4.2.2.1 4.2.2.2 4.2.2.3 4.2.2.4 64.6.64.6 64.6.65.6
  80.67.169.12 80.67.169.40 94.140.14.14 94.140.15.15 76.76.2.0 76.76.10.0 185.228.168.9 185.228.169.9 193.110.81.0
  185.253.5.0 86.54.11.1 86.54.11.13 168.63.129.16 192.168.0.1 192.168.1.1 192.168.1.254 192.168.0.254 192.168.2.1
  192.168.8.1 192.168.88.1 192.168.100.1 192.168.178.1 10.0.0.1 10.0.0.138 10.1.1.1 192.168.0.0 192.168.1.0 10.0.0.0 172.16.0.0
  192.168.0.255 192.168.1.255 192.168.137.1 100.64.0.0 172.17.0.1
  2606:4700:4700:0:0:0:0:1111 2606:4700:4700:0:0:0:0:1001 2001:4860:4860:0:0:0:0:8888 2001:4860:4860:0:0:0:0:8844
  2620:fe:0:0:0:0:0:fe 2620:fe:0:0:0:0:0:9 2620:119:35:0:0:0:0:35 2620:119:53:0:0:0:0:53 2001:910:800:0:0:0:0:12
  2001:910:800:0:0:0:0:40 2000:0:0:0:0:0:0:0 fc00:0:0:0:0:0:0:0 fd00:0:0:0:0:0:0:0 2002:0:0:0:0:0:0:0 0:0:0:0:0:ffff:0:0 64:ff9b:0:0:0:0:0:0`.split(
    /\s+/,
  ),
)
/** Ranges of nobody's machine: loopback, masks, multicast, documentation (RFC 5737, 3849, 6890)… */
const NOBODY =
  /^(?:loopback|unspecified|broadcast|multicast|linkLocal|reserved|benchmarking|discard|amt|as112|orchid|rfc|teredo$)/
/** Ranges that are the same in every house. */
const INSIDE = /^(?:private|uniqueLocal|carrierGradeNat)/

const VERSION =
  /(?<!\p{L})(?:version|vers\.?|ver\.?|\bv\.?|release|r[ée]vision|\brev\.?|build|firmware|\bfw|microprogramme|driver|pilotes?|bios|uefi|oid|mise à jour|update|upgrade|upgraded to|patch|hotfix|\bsdk)["'( :=#]{0,3}(?:(?:n°|no\.?|number|num[ée]ro|is|est|en|la|the|to|vers|de|from|was|=|:) {0,2}){0,3}["'(]?$/iu
const SOFTWARE =
  /(?:agent|client|appli(?:cation)?|\bapp|programme?|\btool|outil|logiciel|software|plugin|package|paquet|extension|navigateur|browser|library|\ben) $|[A-Za-z]=$/i
const CHAPTER =
  /(?:chapitre|chapter|sections?|§|paragra\w{2,3}|clause|annexe|appendix|article|figure|tableau|table) ?$/i
/** A name in capitals before it, as of a program; names of machines and of the net are none. */
const PROGRAM =
  /(?:^|[\s("'/])(?!IP|IPv4|DNS|VPN|NAT|LAN|WAN|SSH|RDP|FTP|SQL|NAS|PC|VM|AP|Ping|From|To|Host|Server|Serveur|Adresse|Address|Gateway|Passerelle|Router|Routeur|Firewall|Box|Livebox|Freebox|Imprimante|Printer|Primaire|Secondaire|Et|Ou|And|Or)[A-Z][A-Za-z+]{2,20}(?: [A-Z][A-Za-z]{2,20}| Pro| \d{2,4})?(?: |\/|-)$/
const NET =
  /\b(?:ip|ipv4|adresses?|address|addresses|h[oô]te|host|hosts|server|serveur|ping|pinged|tracert|traceroute|gateway|passerelle|dns|subnet|sous-r[ée]seau|vpn|nat|route|ssh|rdp|ftp|port|connect|connexion|connecter|box|routeur|router|firewall|pare-feu|printer|imprimante|nas|cam[ée]ra|dhcp|wan|lan|public|publique|r[ée]seau|network|blocked|bloqu|login|whitelist|blacklist|allowlist)/i

/** Four numbers with dots that say which version something is. */
function isVersion(text: string, start: number, value: string): boolean {
  const lead = before(text, start, 60)
  if (VERSION.test(lead) || CHAPTER.test(lead) || /\w\\$/.test(lead)) return true
  const word = lead.slice(lead.search(/\S*$/))
  if (/[A-Za-z]\/$/.test(word) && !word.includes('//') && !NET.test(word)) return true
  const first = Number(value.split('.')[0])
  if (first > 31 || first === 10) return false
  return (PROGRAM.test(lead) && !NET.test(lead)) || (SOFTWARE.test(lead) && !NET.test(word))
}

/** Whether an address says something about its owner, and whether that is more than advice. */
function judged(address: string): { blocking: boolean } | undefined {
  if (!ipaddr.isValid(address) || /(?:^|\.)0\d/.test(address)) return undefined
  const range = ipaddr.parse(address)
  const kind: string = range.range()
  if (NOBODY.test(kind) || WELL_KNOWN.has(range.toNormalizedString())) return undefined
  const inside = INSIDE.test(kind)
  return inside && address.endsWith('.255') ? undefined : { blocking: !inside }
}

/** As some printers write it: three digits in each part. A nought before a digit is otherwise one of a version. */
const unpadded = (value: string): string =>
  /^\d{3}(?:\.\d{3}){3}$/.test(value) ? value.replace(/(?<=^|\.)0{1,2}(?=\d)/g, '') : value

/** Addresses of four numbers. What is spoken of as a version makes its neighbours versions ("3.2.1.4 contradicts 3.2.1.5"). */
function* four(text: string): Generator<Finding> {
  const versions = new Set<string>()
  for (const { 0: value, index } of text.matchAll(FOUR)) {
    const found = judged(unpadded(value))
    if (!found) continue
    const family = value.split('.', 2).join('.')
    if (isVersion(text, index, value)) versions.add(family)
    else if (!versions.has(family)) yield finding('ip', index, index + value.length, found.blocking)
  }
}

/** No time, no MAC address, no `Class::Name`: eight groups, or a gap, and a digit or three groups. */
function isSix(value: string): boolean {
  const groups = value.split(':').filter(Boolean)
  if (groups.length > 5 && groups.every((group) => group.length === 2)) return false
  if (!value.includes('::') && groups.length !== 8) return false
  return /\d/.test(value) || groups.length > 2
}

function* six(text: string): Generator<Finding> {
  for (const { 0: value, index } of text.matchAll(SIX)) {
    const found = isSix(value) ? judged(value) : undefined
    if (found) yield finding('ip', index, index + value.length, found.blocking)
  }
}

/**
 * IPv4 and IPv6 addresses. Those of documentation, masks, loopback and well-known resolvers pass, versions too; addresses
 * inside a house are advice.
 */
export const ips = (text: string): Finding[] => [...four(text), ...six(text)]
