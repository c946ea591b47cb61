/**
 * Sends a form and shows how far its documents have come. Resolves to the answer as fetch would give it, redirects
 * followed, or to `trouble`: the words that say why there is none.
 */
export function post(form, button) {
  const body = new FormData(form, button)
  const files = [...body.values()].some((value) => value instanceof File && value.name !== '')
  const panel = files ? form.querySelector('[data-sending]') : null
  const request = new XMLHttpRequest()
  const done = new Promise((resolve) => {
    request.addEventListener('load', () => {
      const { status, responseURL, responseText } = request
      resolve({ ok: status >= 200 && status < 300, status, url: responseURL, text: responseText })
    })
    request.addEventListener('error', () =>
      resolve({ trouble: panel?.dataset.trouble ?? document.body.dataset.offline }),
    )
    request.addEventListener('abort', () => resolve({ trouble: panel?.dataset.cancelled }))
  })
  const close = panel ? show(panel, request, button) : dim(form)
  request.open('POST', form.action)
  request.setRequestHeader('Accept', 'text/html')
  request.send(body)
  return done.finally(close)
}

/** Nothing to show while a few words are on their way. Answers how to undo it. */
function dim(form) {
  form.ariaBusy = 'true'
  return () => void (form.ariaBusy = 'false')
}

/** The bar, in words for who does not see it, and a way to stop. Answers how to take it away again. */
function show(panel, request, button) {
  const [bar, share, cancel] = ['progress', '[data-percent]', '[data-cancel]'].map((name) => panel.querySelector(name))
  const say = (words) => (panel.parentElement.querySelector('[data-said]').textContent = words)
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: 'percent' })
  const closing = new AbortController()
  const on = (target, event, act) => target.addEventListener(event, act, { signal: closing.signal })
  let quarter = 0
  panel.hidden = cancel.hidden = false
  panel.dataset.trouble = panel.dataset.cut
  on(request.upload, 'progress', ({ loaded, total }) => {
    bar.value = loaded / total
    share.textContent = percent.format(bar.value)
    // Told aloud four times and not a hundred.
    if (Math.floor(bar.value * 4) > quarter) say(panel.dataset.sent.replace('{percent}', share.textContent))
    quarter = Math.floor(bar.value * 4)
  })
  on(request.upload, 'load', () => {
    // From here on the desk may keep it, whatever becomes of the line.
    panel.dataset.trouble = panel.dataset.unanswered
    cancel.hidden = true
    bar.removeAttribute('value')
    share.textContent = panel.dataset.sealing
    say(panel.dataset.sealing)
  })
  on(cancel, 'click', () => {
    request.abort()
    button?.focus()
  })
  // Leaving the page would cut it: the browser asks first.
  on(window, 'beforeunload', (event) => event.preventDefault())
  bar.value = 0
  share.textContent = ''
  return () => {
    closing.abort()
    panel.hidden = true
    say('')
  }
}
