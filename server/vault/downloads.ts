/** A download from before its permission is looked at until its last byte. `signal` says that it is cut. */
export type Download = { signal: AbortSignal; end(): void }

const running = new Map<string, Set<AbortController>>()

/** Announces a download, so that a destruction from now on cuts it. */
export function followDownload(documentId: string): Download {
  const controller = new AbortController()
  const others = running.get(documentId) ?? new Set()
  running.set(documentId, others.add(controller))
  return {
    signal: controller.signal,
    end() {
      others.delete(controller)
      if (others.size === 0 && running.get(documentId) === others) running.delete(documentId)
    },
  }
}

/** Cuts all downloads of a document at once. */
export function cutDownloads(documentId: string): void {
  for (const controller of running.get(documentId) ?? []) controller.abort()
}
