/** Says how hard a new password is to guess, while it is typed. The server's word counts; this only shows it earlier. */
export function watchStrength() {
  for (const field of document.querySelectorAll('[data-strength]')) {
    const input = field.querySelector('input')
    const shown = field.querySelector('.strength')
    let timer
    input.addEventListener('input', () => {
      clearTimeout(timer)
      timer = setTimeout(() => void measure(input, shown), 250)
    })
  }
}

async function measure(input, shown) {
  const password = input.value
  shown.hidden = password === ''
  if (password === '') return
  const form = input.form
  const value = (name) => form.elements[name]?.value ?? ''
  const body = new URLSearchParams({ password, name: value('name'), email: value('email'), _csrf: value('_csrf') })
  const answer = await fetch('/password-strength', { method: 'POST', body }).catch(() => null)
  if (!answer?.ok || input.value !== password) return
  const { score, words, advice } = await answer.json()
  shown.querySelector('meter').value = score
  shown.querySelector('p').textContent = advice ? `${words}. ${advice}` : words
}
