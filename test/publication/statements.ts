import SQLite from 'better-sqlite3'
import pg from 'pg'

type Method = (this: { source?: string }, ...args: unknown[]) => unknown
type Methods = Record<string, Method>

/** What both drivers run every statement with. */
const places = (): [Methods, string[]][] => {
  const memory = new SQLite(':memory:')
  const statement = Object.getPrototypeOf(memory.prepare('select 1')) as Methods
  memory.close()
  return [
    [statement, ['all', 'get', 'run', 'iterate']],
    [pg.Client.prototype as unknown as Methods, ['query']],
  ]
}

const sqlOf = (query: unknown): string =>
  typeof query === 'string' ? query : ((query as { text?: string } | undefined)?.text ?? '')

/** Does some work, and answers every statement that reached a database meanwhile, in this process. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const said: string[] = []
  const undo = places().flatMap(([place, names]) =>
    names.map((name) => {
      const method = place[name] as Method
      place[name] = function (...args) {
        said.push(this.source ?? sqlOf(args[0]))
        return method.apply(this, args)
      }
      return () => void (place[name] = method)
    }),
  )
  try {
    await work()
  } finally {
    for (const back of undo) back()
  }
  return said
}

/** The tables that statements name. */
export const tablesIn = (statements: string[]): string[] => [
  ...new Set(
    statements.flatMap((sql) =>
      [...sql.matchAll(/\b(?:from|join|into|update)\s+"?(\w+)"?/gi)].map(([, name]) => name ?? ''),
    ),
  ),
]
