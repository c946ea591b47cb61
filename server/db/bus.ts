/** Who hears what the other processes tell; `missed` when something may have been told that was not heard. */
export type Ears = { heard(message: string): void; missed(): void }

/** What processes that work on one database tell each other beside its rows: a few ids, never content. */
export type Bus = {
  /** Tells all the others, in the order of the calls. Waits for nothing, and tries again until it is told. */
  tell(message: string): void
  /** These hear from now on what the others tell: as a rule once and soon, but perhaps twice, or late. */
  listen(ears: Ears): void
  /** Tells what is still to be told, if its line is up, and ends. */
  close(): Promise<void>
}

/** For a database that only one process serves. */
export const noBus: Bus = { tell: () => undefined, listen: () => undefined, close: () => Promise.resolve() }
