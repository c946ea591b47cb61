import pg from 'pg'

/** A fresh database on the server that DATABASE_URL names; undefined when the suite runs on SQLite. */
export async function freshDatabase(name: string): Promise<string | undefined> {
  const server = process.env['DATABASE_URL']
  if (!server?.startsWith('postgres')) return undefined
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(`create database "${name}"`)
  } finally {
    await client.end()
  }
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
