// drizzle wraps driver errors (DrizzleQueryError.cause) on some paths and not on others; look at both.
const codes = (error: unknown): string[] =>
  error instanceof Error
    ? [...('code' in error && typeof error.code === 'string' ? [error.code] : []), ...codes(error.cause)]
    : []

const has = (error: unknown, ...wanted: string[]) => codes(error).some((code) => wanted.includes(code))

/** A row with this key exists already. */
export const isUniqueViolation = (error: unknown) =>
  has(error, '23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY')

/** The row that this one points to does not exist. */
export const isForeignKeyViolation = (error: unknown) => has(error, '23503', 'SQLITE_CONSTRAINT_FOREIGNKEY')

/** Two transactions met; one of them can be run again. */
export const isSerializationFailure = (error: unknown) => has(error, '40001', '40P01')

/** Another process holds the SQLite file. */
export const isBusy = (error: unknown) => has(error, 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT')

/** The database can be read but not written: a read-only file system, a read-only file, a full disk. */
export const isUnwritable = (error: unknown) =>
  has(
    error,
    'SQLITE_READONLY',
    'SQLITE_READONLY_DBMOVED',
    'SQLITE_READONLY_DIRECTORY',
    'SQLITE_FULL',
    'EROFS',
    'ENOSPC',
    '53100',
    '25006',
  )
