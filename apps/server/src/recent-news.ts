/**
 * What was told of late, for readers who were not listening yet: a page shows what was asked for a while before its
 * stream opens, and a stream that was cut comes back. So that neither misses anything, and nobody has to ask anew
 * for nothing.
 */
export interface RecentNews<News, Reader> {
  note(news: News, hears: (reader: Reader) => boolean): void
  /**
   * What was told from a moment on (`momentNow`) that one of these readers hears, each once; null when some of it may
   * be forgotten.
   */
  since(moment: number, readers: readonly Reader[]): News[] | null
}

const LONGEST = 5 * 60 * 1000
const MOST = 500

/** Milliseconds since 1970 by a clock that no change of the machine's time moves. */
export const momentNow = (): number => performance.timeOrigin + performance.now()

export function createRecentNews<News, Reader>(now = momentNow): RecentNews<News, Reader> {
  let told: { at: number; news: News; hears: (reader: Reader) => boolean }[] = []
  // What was told before the start, another process told, and its memory went with it.
  let knownFrom = now()

  function forget() {
    const oldest = now() - LONGEST
    const kept = told.slice(-MOST).filter(({ at }) => at >= oldest)
    const forgotten = told[told.length - kept.length - 1]
    if (forgotten) knownFrom = forgotten.at + 1
    told = kept
  }

  return {
    note(news, hears) {
      told.push({ at: now(), news, hears })
      if (told.length >= 2 * MOST) forget()
    },
    since(moment, readers) {
      forget()
      if (!(moment >= knownFrom && moment <= now())) return null // nor what is no moment at all
      const heard = told.filter(({ at, hears }) => at >= moment && readers.some(hears))
      return [...new Map(heard.map(({ news }) => [JSON.stringify(news), news])).values()]
    },
  }
}
