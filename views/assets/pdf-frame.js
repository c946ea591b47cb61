// Draws a PDF where nothing is to be had: this page has no origin, no network and no say over any other page.
import { AnnotationMode, GlobalWorkerOptions, PDFWorker, getDocument } from '/assets/pdfjs/pdf.min.mjs'

const PDFJS = new URL('/assets/pdfjs/', location).href
/** What every browser can draw on, in pixels: all of them, and those along one side. */
const [AREA, SIDE] = [16_000_000, 8192]

GlobalWorkerOptions.workerSrc = `${PDFJS}pdf.worker.min.mjs`

// The page around gives one end of a line, and all is said on that: the file first, and then which page is to be drawn.
addEventListener('message', ({ source, ports: [port] }) => {
  if (source !== parent || !port) return
  let opened
  port.addEventListener('message', ({ data }) => {
    if (data.bytes) opened = open(data, port)
    else void opened.then((turn) => turn(data))
  })
  port.start()
  port.postMessage({ ready: true })
})

async function open({ bytes, fonts, language, mark }, port) {
  document.documentElement.lang = language
  try {
    const pdf = await getDocument({
      data: bytes,
      worker: await openWorker(),
      BinaryDataFactory: fontsFrom(fonts),
      standardFontDataUrl: PDFJS, // the browser fetches these as fonts
      wasmUrl: PDFJS,
      useWasm: false, // it has these decoders as scripts too: compiling them needs a looser policy
      useWorkerFetch: false,
      enableXfa: false,
      maxImageSize: 4 * AREA,
      canvasMaxAreaInBytes: 4 * AREA,
      verbosity: 0,
    }).promise
    port.postMessage({ pages: pdf.numPages })
    return drawing(pdf, mark, port)
  } catch (error) {
    port.postMessage({ failed: error.name === 'PasswordException' ? 'locked' : 'broken' })
  }
}

/** Without an origin nothing but a blob can be a worker. Null where not even that can: it is parsed in this page then. */
async function openWorker() {
  const source = new Blob([`import '${GlobalWorkerOptions.workerSrc}'`], { type: 'text/javascript' })
  try {
    const worker = new Worker(URL.createObjectURL(source), { type: 'module' })
    const started = await new Promise((resolve) => {
      worker.addEventListener('message', () => resolve(true), { once: true })
      worker.addEventListener('error', () => resolve(false), { once: true })
    })
    return started ? new PDFWorker({ port: worker }) : null
  } catch {
    return null
  }
}

/** What is not fetched as a font, the page around has brought along. */
const fontsFrom = (fonts) =>
  class {
    async fetch({ filename }) {
      if (fonts[filename]) return fonts[filename]
      throw new Error(filename)
    }
  }

/** Draws what is asked for last: whoever turns pages quickly does not wait for those in between. */
function drawing(pdf, mark, port) {
  let [next, busy] = [null, false]
  return async (wish) => {
    next = wish
    if (busy) return
    busy = true
    while (next) {
      const { asked, ...page } = next
      next = null
      const drawn = await draw(pdf, page, mark).catch(blank)
      port.postMessage({ asked, drawn })
    }
    busy = false
  }
}

const place = document.querySelector('#page')

function blank() {
  place.replaceChildren()
  place.hidden = true
  return false
}

async function draw(pdf, { page: number, zoom, label }, mark) {
  const page = await pdf.getPage(number)
  const { width, height } = page.getViewport({ scale: 1 })
  const wanted = (innerWidth * zoom * devicePixelRatio) / width
  const scale = Math.min(wanted, Math.sqrt(AREA / (width * height)), SIDE / width, SIDE / height)
  const viewport = page.getViewport({ scale })
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.floor(viewport.width))
  canvas.height = Math.max(1, Math.floor(viewport.height))
  // Forms that were filled in and signatures are drawn as the pictures they are; no link or field is made of any.
  await page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE }).promise
  stamp(canvas, mark, canvas.width / (innerWidth * zoom))
  page.cleanup()
  place.replaceChildren(canvas)
  place.style.inlineSize = `${zoom * 100}%`
  place.ariaLabel = label
  place.hidden = false
  scrollTo(0, 0)
  return true
}

/** Under whose eyes it was drawn, in the picture itself: it stays with one that is saved or copied. */
function stamp(canvas, lines, density) {
  const pen = canvas.getContext('2d')
  const reach = (canvas.width + canvas.height) / density
  pen.resetTransform()
  pen.scale(density, density)
  pen.rotate((-24 * Math.PI) / 180) // as the one that lies over it, and between its lines
  Object.assign(pen, { globalAlpha: 0.16, globalCompositeOperation: 'source-over', filter: 'none' })
  Object.assign(pen, { fillStyle: '#15211d', strokeStyle: '#fff', lineWidth: 3, font: '600 15px sans-serif' })
  const write = (text, x, y) => {
    pen.strokeText(text, x, y)
    pen.fillText(text, x, y)
  }
  for (let y = 105; y < reach; y += 130)
    for (let x = 175 - 330 * Math.ceil(reach / 330); x < reach; x += 330)
      lines.forEach((line, i) => write(line, x + 30 * i, y + 24 * i))
}
