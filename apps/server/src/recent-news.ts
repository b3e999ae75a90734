/**
 * What was told of late, for pages that were not listening yet: a page shows what was asked for a while before its
 * stream opens. So that it neither misses anything in between nor has to ask anew for nothing.
 */
export interface RecentNews<News, Reader> {
  note(news: News, hears: (reader: Reader) => boolean): void
  /**
   * What was told from a moment on (`momentNow`) that one of these readers hears, each once. null: more than is
   * remembered, by the clock alone; what was told to others must not be guessed from it.
   */
  since(moment: number, readers: readonly Reader[]): News[] | null
}

const LONGEST = 5 * 60 * 1000
// Far more than a house tells in that time; from there on everybody asks anew.
const MOST = 20_000

/** Milliseconds since 1970 by a clock that no change of the machine's time moves. */
export const momentNow = (): number => performance.timeOrigin + performance.now()

export function createRecentNews<News, Reader>(now = momentNow): RecentNews<News, Reader> {
  let told: { at: number; news: News; hears: (reader: Reader) => boolean }[] = []
  // What was told before the start, another process told, and its memory went with it.
  let knownFrom = now()

  return {
    note(news, hears) {
      const at = now()
      if (told.length >= MOST) {
        const oldest = at - LONGEST
        told = told.filter((one) => one.at >= oldest)
        if (told.length >= MOST) {
          told = []
          knownFrom = at
        }
      }
      told.push({ at, news, hears })
    },
    since(moment, readers) {
      const oldest = Math.max(knownFrom, now() - LONGEST)
      if (!(moment >= oldest && moment <= now())) return null // nor what is no moment at all
      told = told.filter(({ at }) => at >= oldest)
      const heard = told.filter(({ at, hears }) => at >= moment && readers.some(hears))
      return [...new Map(heard.map(({ news }) => [JSON.stringify(news), news])).values()]
    },
  }
}
