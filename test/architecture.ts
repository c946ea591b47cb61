import { readFileSync, readdirSync } from 'node:fs'
import { matchesGlob, posix } from 'node:path'
import { root } from './runners.ts'

/** A file as text; its path is counted from the root folder. */
export type File = { path: string; text: string }

/** One import; `to` is a package, or the path of a file. `types` alone are gone when the desk runs. */
export type Import = { from: string; to: string; types: boolean }

/** What a door guards, and the only places that may go through it. */
export type Door = { to: string; only: string[]; types?: 'free' }

/** Who may import from where; the first row that matches a file counts. */
export type Row = { who: string[]; may: string[]; types?: string[] }

/** A word that may stand in these files only. */
export type Ban = { what: RegExp; in: string; except?: string[] }

/** Every file below `folder` whose name ends in one of the endings. */
export function filesBelow(folder: string, ...endings: string[]): File[] {
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name))
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }))
}

/** Is this path one of these? `*` stands for a name, `**` for any number of folders. */
export const isOneOf = (path: string, globs: string[]): boolean => globs.some((glob) => matchesGlob(path, glob))

/** The text without its comments, which may say what code may not. */
export const withoutComments = (text: string): string =>
  text.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/(^|\s)\/\/.*$/gm, '')

const FROM = /^\s*(?:import|export)\s(?<what>[^'"]*?\sfrom\s+)?'(?<to>[^']+)'/gm
const LATER = /\bimport\('(?<to>[^']+)'\)/g

/** The imports of a file, read as text. */
export function importsOf({ path, text }: File): Import[] {
  const code = withoutComments(text)
  return [...code.matchAll(FROM), ...code.matchAll(LATER)].map(({ groups = {} }) => {
    const to = groups['to'] ?? ''
    const named = /\{(?<names>[^}]*)\}/.exec(groups['what'] ?? '')?.groups?.['names']?.split(',') ?? []
    const types =
      /^type\s/.test(groups['what'] ?? '') || (named.length > 0 && named.every((name) => /^\s*(type\s|$)/.test(name)))
    return { from: path, to: to.startsWith('.') ? posix.join(posix.dirname(path), to) : to, types }
  })
}

const arrow = ({ from, to, types }: Import): string => `${from} → ${to}${types ? ' (types)' : ''}`

/** The imports that no row of the table allows; a file that no row speaks of may import nothing. */
export const againstTable = (files: File[], table: Row[]): string[] =>
  files.flatMap((file) => {
    const row = table.find(({ who }) => isOneOf(file.path, who))
    return importsOf(file)
      .filter(({ to }) => to.startsWith('server/') && posix.dirname(to) !== posix.dirname(file.path))
      .filter(({ to, types }) => !isOneOf(to, [...(row?.may ?? []), ...((types && row?.types) || [])]))
      .map(arrow)
  })

/** The imports that go round a door. */
export const roundDoors = (files: File[], doors: Door[]): string[] =>
  files.flatMap(importsOf).flatMap((one) => {
    const door = doors.find(({ to }) => matchesGlob(one.to, to))
    const through = !door || isOneOf(one.from, door.only) || (door.types === 'free' && one.types)
    return through ? [] : [arrow(one)]
  })

/** The lines that hold a banned word. */
export const banned = (files: File[], bans: Ban[]): string[] =>
  bans.flatMap(({ what, in: where, except = [] }) =>
    files
      .filter(({ path }) => matchesGlob(path, where) && !isOneOf(path, except))
      .flatMap(({ path, text }) => (withoutComments(text).match(what) ?? []).map((word) => `${path}: ${word}`)),
  )

/** The ways that lead back to where they began, each told once. */
export function cyclesIn(files: File[]): string[] {
  const next = new Map(files.map((file) => [file.path, importsOf(file).filter(({ types }) => !types)]))
  const [cycles, done] = [new Set<string>(), new Set<string>()]
  const walk = (path: string, way: string[]): void => {
    const at = way.indexOf(path)
    if (at >= 0) cycles.add([...way.slice(at), path].join(' → '))
    if (at >= 0 || done.has(path)) return
    for (const { to } of next.get(path) ?? []) walk(to, [...way, path])
    done.add(path)
  }
  for (const { path } of files) walk(path, [])
  return [...cycles]
}
