import { defineConfig } from 'drizzle-kit'

const postgres = /^postgres(ql)?:/.test(process.env['DATABASE_URL'] ?? '')

export default defineConfig({
  schema: ['./server/db/schema.ts', './server/db/vault-schema.ts', './server/db/public-schema.ts'],
  dialect: postgres ? 'postgresql' : 'sqlite',
  out: postgres ? './server/db/migrations/postgres' : './server/db/migrations/sqlite',
})
