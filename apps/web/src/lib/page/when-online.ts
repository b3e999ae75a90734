/**
 * Loads what comes after the page can be read. Where the network is away or bad on a first visit, before all is kept on
 * the phone, it is asked for again, and a tap that needs it waits for that. `wait`: ms.
 */
export const whenOnline = <T>(load: () => Promise<T>, wait = 2000): Promise<T> =>
  load().catch(() => new Promise((soon) => setTimeout(soon, wait)).then(() => whenOnline(load, wait * 2)))
