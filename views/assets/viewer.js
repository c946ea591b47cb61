/** The page on which a file is looked at. For support its buttons work once and for a minute, and then say so. */
export function watchViewer() {
  const pdf = document.querySelector('[data-pdf]')
  if (pdf) void import('./pdf-pages.js').then(({ offerPages }) => offerPages(pdf))
  const viewer = document.querySelector('[data-viewer]')
  if (!viewer) return
  const end = () => {
    for (const button of viewer.querySelectorAll('form button')) button.disabled = true
  }
  setTimeout(end, Number(viewer.dataset.viewer) * 1000)
  viewer.addEventListener('submit', () => setTimeout(end)) // once it is on its way
}
