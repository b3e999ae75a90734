/** Tells the other tabs of this browser who is signed in: only the accounts, never content. */
const CHANNEL = 'sidegate'

export function tellTabs(accounts: string[]): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(accounts)
  channel.close()
}

/** Calls back with the accounts that another tab has found signed in, until stopped. */
export function hearTabs(heard: (accounts: string[]) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (Array.isArray(data)) heard(data.map(String))
  }
  return () => channel.close()
}
