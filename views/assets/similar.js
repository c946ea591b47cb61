/** Shows tickets like the one that somebody begins to write, under its subject. Nothing is asked while they type on. */
export function watchSubject() {
  const shown = document.querySelector('[data-similar]')
  const field = shown?.closest('form').elements.subject
  let timer
  field?.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => void look(field, shown), 400)
  })
}

async function look(field, shown) {
  const subject = field.value.trim()
  const url = `/similar?${new URLSearchParams({ subject })}`
  const answer = subject.length < 4 ? null : await fetch(url).catch(() => null)
  if (field.value.trim() !== subject) return
  // An answer that is no list, such as the way to signing in, is none.
  const html = answer?.ok && !answer.redirected ? await answer.text() : ''
  if (field.value.trim() !== subject) return
  const list = new DOMParser().parseFromString(html, 'text/html').body.children
  const [said, place] = shown.children
  if (place.textContent === [...list].map((part) => part.textContent).join('')) return
  place.replaceChildren(...list)
  said.textContent = place.querySelector('[data-said]')?.textContent ?? ''
}
