/** What only a browser can find out: whether live edits and live news come through from where families are. */
import { CLOSE } from '@sidegate/core/documents/protocol'

const PATIENCE = 6000 // ms

/**
 * Knocks at a document that nobody has: the server lets the socket in and shows it out, naming the installation. A
 * proxy that doesn't pass WebSocket on never gets that far.
 */
export function socketComesThrough(installation: string): Promise<boolean> {
  const url = new URL('/sync/probe', location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  return new Promise((done) => {
    const socket = new WebSocket(url)
    const late = setTimeout(() => socket.close(), PATIENCE)
    socket.addEventListener('close', ({ code, reason }) => {
      clearTimeout(late)
      done(code === CLOSE.noAccess && reason === installation)
    })
  })
}

/** The stream says at once that it is there; a proxy that collects answers keeps that to itself. */
export async function streamComesThrough(): Promise<boolean> {
  const leaving = new AbortController()
  const late = setTimeout(() => leaving.abort(), PATIENCE)
  try {
    const response = await fetch('/api/live', { signal: leaving.signal })
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
    const first = isStream ? await response.body?.getReader().read() : undefined
    return (first?.value?.length ?? 0) > 0
  } catch {
    return false // cut, refused, or too late: all of it is "not through"
  } finally {
    clearTimeout(late)
    leaving.abort()
  }
}
