import type { FindingKind } from '../../server/detectors/kinds.ts'

/** What a detector is tried on: texts with what it must find between [[ and ]], and texts in which nothing is found. */
export type Examples = { kind: FindingKind; finds: readonly string[]; passes: readonly string[] }
