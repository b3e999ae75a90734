/**
 * Loads what comes after the page can be read. Where the network is away on a first visit, before all is kept on the
 * phone, it comes when the network is back, and a tap that needs it waits for that.
 */
export const whenOnline = <T>(load: () => Promise<T>): Promise<T> =>
  load().catch(async (error) => {
    if (navigator.onLine) throw error
    await new Promise((back) => addEventListener('online', back, { once: true }))
    return whenOnline(load)
  })
