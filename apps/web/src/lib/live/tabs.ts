/** Tells the other tabs of this browser who is signed in: only the account, never content. */
const CHANNEL = 'sidegate'

export function tellTabs(account: string): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(account)
  channel.close()
}

/** Calls back with the account that another tab has found signed in, until stopped. */
export function hearTabs(heard: (account: string) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') heard(data)
  }
  return () => channel.close()
}
