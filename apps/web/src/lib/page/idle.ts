const LATEST = 2000 // ms: a busy phone goes live, too

/** Runs once the browser has nothing better to do; returns the way to call it off. */
export function whenIdle(run: () => unknown): () => void {
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(run, 200) // Safari
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(run, { timeout: LATEST })
  return () => cancelIdleCallback(handle)
}
