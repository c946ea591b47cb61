import { z } from 'zod'

const decision = z.enum(['cover', 'keep', 'vault'])
export type Decision = z.output<typeof decision>

/** What somebody decided about findings, by their marks: the fields `finding-<mark>` of a form. Anything else is ignored. */
export function decisionsIn(body: unknown): Map<string, Decision> {
  const fields = Object.entries((body ?? {}) as Record<string, unknown>)
  return new Map(
    fields.flatMap(([field, value]) => {
      const [, mark] = /^finding-([\da-f]{32})$/.exec(field) ?? []
      const said = decision.safeParse(value)
      return mark && said.success ? [[mark, said.data] as const] : []
    }),
  )
}
