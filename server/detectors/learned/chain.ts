/** How likely a secret begins behind a word that is none, goes on, and ends: logarithms, against a text that goes on. */
const LINKS = { begin: -0.6, go: 1.2, end: -0.7 }

const either = (a: number, b: number): number => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)))

/** Sums over all ways to part a text into secret and other words, from one end. */
function sums(scores: readonly number[], backwards: boolean): { none: number[]; some: number[] } {
  const [none, some]: [number[], number[]] = [[], []]
  const { begin, go, end } = LINKS
  const [enter, leave] = backwards ? [end, begin] : [begin, end]
  for (let i = 0; i < scores.length; i++) {
    const at = backwards ? scores.length - 1 - i : i
    const before = backwards ? at + 1 : at - 1
    const [n, s] = i === 0 ? [0, -Infinity] : [none[before] ?? 0, some[before] ?? 0]
    none[at] = i === 0 ? 0 : either(n, s + leave)
    some[at] = (scores[at] ?? 0) + (i === 0 ? 0 : either(n + enter, s + go))
  }
  return { none, some }
}

/**
 * How likely each word is part of a secret, 0 to 1, given a score for each word by itself: the marginals of a linear-chain
 * conditional random field with two labels (Lafferty, McCallum and Pereira, 2001), by the forward-backward algorithm.
 */
export function chances(scores: readonly number[]): number[] {
  const [left, right] = [sums(scores, false), sums(scores, true)]
  return scores.map((score, at) => {
    const some = (left.some[at] ?? 0) + (right.some[at] ?? 0) - score
    const none = (left.none[at] ?? 0) + (right.none[at] ?? 0)
    return 1 / (1 + Math.exp(none - some))
  })
}
