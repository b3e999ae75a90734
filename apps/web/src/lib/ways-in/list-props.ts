import type { WaysInWords } from '#lib/words/ways-in/en.ts'

/** What the lists of the devices' page share. `zone`: the house's; `now`: ms, as the page was made. */
export interface ListProps {
  words: WaysInWords
  now: number
  zone: string
  /** A step was taken: the page asks anew. */
  done: () => unknown
  failed: (reason: string) => void
}
