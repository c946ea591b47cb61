import { Router } from 'express'

/** Robots that gather texts for language models, or for answers without their source: the desk is not for them (R138). */
const GATHERERS = [
  'AI2Bot',
  'Amazonbot',
  'anthropic-ai',
  'Applebot-Extended',
  'Bytespider',
  'CCBot',
  'ChatGPT-User',
  'Claude-Web',
  'ClaudeBot',
  'cohere-ai',
  'Diffbot',
  'FacebookBot',
  'Google-Extended',
  'GPTBot',
  'ImagesiftBot',
  'Meta-ExternalAgent',
  'Meta-ExternalFetcher',
  'OAI-SearchBot',
  'omgili',
  'PerplexityBot',
  'PetalBot',
  'Timpibot',
  'YouBot',
]

/** What only makes sense to somebody who has signed in. */
const SIGNED_IN = ['/account', '/admin', '/desk', '/documents']

const TEXT = [
  '# What may be listed, each page says itself, in its X-Robots-Tag: read it before you keep anything.',
  'User-agent: *',
  ...SIGNED_IN.map((path) => `Disallow: ${path}`),
  'Allow: /',
  '',
  ...GATHERERS.map((name) => `User-agent: ${name}`),
  'Disallow: /',
  '',
].join('\n')

/** Robots may fetch public pages: one that may not would never see the header that tells it to forget them (RFC 9309). */
export function robots(): Router {
  const routes = Router()
  routes.get('/robots.txt', (_, response) => void response.type('text/plain').send(TEXT))
  return routes
}
