import { enableCompileCache } from 'node:module'

// Imported first by every program: better-sqlite3 needs Node-API 10 and would crash the process without a word.
if (Number(process.versions.napi) < 10) {
  process.stderr.write(
    `Guichet needs Node.js 24 or newer and this is ${process.version}. Start it with "npm start", which brings its own.\n`,
  )
  process.exit(1)
}

// Starting again compiles nothing that has not changed: half of the time to the first answer.
enableCompileCache()
