// How long something still lasts: what the page said when it was drawn, kept true while it is looked at.
const MINUTE = 60_000
const STEPS = [
  ['day', 24 * 60],
  ['hour', 60],
  ['minute', 1],
]

/** Elements with `data-ends` (an instant) say how far ahead it is, and `data-over` once it has passed. */
export function watchEnds() {
  const distances = new Intl.RelativeTimeFormat(document.documentElement.lang)
  const tick = () => {
    for (const element of document.querySelectorAll('[data-ends]')) {
      const left = (Date.parse(element.dataset.ends) - Date.now()) / MINUTE
      const minutes = Math.max(1, Math.round(left))
      const [unit, length] = STEPS.find(([, step]) => minutes >= 2 * step) ?? STEPS.at(-1)
      const words = left > 0 ? distances.format(Math.floor(minutes / length), unit) : element.dataset.over
      if (element.textContent !== words) element.textContent = words
    }
  }
  setInterval(tick, MINUTE / 4)
}
