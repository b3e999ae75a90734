/** IndexedDB as promises: just what the local store and its index need. No Yjs here, pages import it early. */

// Safari may leave an open request without an answer; a page must not wait for it.
const OPEN_TIMEOUT_MS = 4000

/** null: nothing can be kept on this phone (private mode, storage forbidden, full or broken). */
export function openDatabase(
  name: string,
  create: (db: IDBDatabase) => void,
  version = 1,
): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    const request = requestOpen(name, version)
    if (!request) return resolve(null)
    let late = false
    const timer = setTimeout(() => {
      late = true
      resolve(null)
    }, OPEN_TIMEOUT_MS)
    request.onupgradeneeded = () => create(request.result)
    request.onsuccess = () => {
      clearTimeout(timer)
      const db = request.result
      if (late) return db.close()
      // Another tab wipes it (sign-out, no access): let it, at once.
      db.onversionchange = () => db.close()
      resolve(db)
    }
    request.onerror = () => {
      clearTimeout(timer)
      resolve(null)
    }
  })
}

/** Resolves when it is gone; other tabs close theirs when they hear of it. */
export function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error)
  })
}

export function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** Resolves when the transaction is on disk, rejects when it is undone. */
export function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
  })
}

function requestOpen(name: string, version: number): IDBOpenDBRequest | null {
  if (typeof indexedDB === 'undefined') return null
  try {
    return indexedDB.open(name, version)
  } catch {
    // SecurityError: the browser forbids storage for this page.
    return null
  }
}
