import { COVER, coverMark } from '../web/covers.ts'
import type { Spot } from './spots.ts'

type Covering = Pick<Spot, 'kind' | 'start' | 'end' | 'covered'>
type Stretch = { start: number; end: number; by: string }

/** Addresses as a browser would follow them, also those that the page turns into links by itself. */
const ADDRESS = /(?:\b[a-z][a-z\d+.-]{1,20}:\/\/|\bmailto:|\bwww\.|\b[a-z\d-]{1,63}\.[a-z]{2,24}\/)[^\s<>"`\]]*/gi
/** The target of a Markdown link, with its brackets. */
const TARGET = /(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*[^()]{0,200}\)/g

/**
 * The text with what is covered replaced by its kind. Half an address is an address too: what is covered in one covers the
 * whole of it, so that no link leads to what is hidden. What was moved to the vault loses its slip, which is nobody's
 * business.
 */
export function coverSpots(text: string, spots: Covering[]): string {
  const covered = spots.filter((spot) => spot.covered)
  if (covered.length === 0) return withoutSlips(text)
  let at = 0
  let out = ''
  for (const { start, end, by } of merged(widened(text, covered))) {
    out += text.slice(at, start) + by
    at = end
  }
  return withoutSlips(out + text.slice(at))
}

const withoutSlips = (text: string): string => text.replace(COVER, '\uE000$1\uE001')

const trailing = /[.,;:!?)'*_~]+$/

function linksIn(text: string): { start: number; end: number; target: boolean }[] {
  const addresses = Array.from(text.matchAll(ADDRESS), ({ 0: all, index }) => ({
    start: index,
    end: index + all.replace(trailing, '').length,
    target: false,
  }))
  const targets = Array.from(text.matchAll(TARGET), ({ 0: all, index }) => ({
    start: index,
    end: index + all.length,
    target: true,
  }))
  return [...targets, ...addresses]
}

/** These places, each with the whole of the link in which it stands. */
export function widened(text: string, places: Covering[]): Stretch[] {
  if (places.length === 0) return []
  const links = linksIn(text)
  return places.map((place) => widenedTo(links, place))
}

/** A link whose target is covered is no link any more: a space takes its brackets from it. */
function widenedTo(links: ReturnType<typeof linksIn>, { kind, start, end }: Covering): Stretch {
  const link = links.find((one) => one.start < end && start < one.end)
  if (!link) return { start, end, by: coverMark(kind) }
  const by = link.target ? ` (${coverMark(kind)})` : coverMark(kind)
  return { start: Math.min(start, link.start), end: Math.max(end, link.end), by }
}

function merged(stretches: Stretch[]): Stretch[] {
  const out: Stretch[] = []
  for (const one of stretches.toSorted((a, b) => a.start - b.start)) {
    const last = out.at(-1)
    if (last && one.start < last.end) last.end = Math.max(last.end, one.end)
    else out.push({ ...one })
  }
  return out
}
