/** A link is copied with a button, and a form that makes one is sent once, however often the button is pressed. */
export function enhanceShares() {
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false
    button.addEventListener('click', () => void copy(button))
  }
  for (const form of document.querySelectorAll('form[data-once]')) {
    form.addEventListener('submit', (event) => {
      if (form.ariaBusy === 'true') event.preventDefault()
      form.ariaBusy = 'true'
    })
  }
  // A page that comes back from the browser's memory is as it was left.
  addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-once]')) form.ariaBusy = 'false'
  })
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy)
  field.select()
  try {
    await navigator.clipboard.writeText(field.value)
    const told = button.parentElement.querySelector('[data-copied]')
    told.textContent = told.dataset.copied
  } catch {
    field.focus() // it is selected: the keyboard copies it
  }
}
