import type { Words } from '#lib/words/en.ts'
import { problemIn } from '#lib/words/words.ts'
import type { History } from './history.svelte.ts'

interface Speaker {
  say(text: string, places: string[], undo?: () => void): void
}

/** Says that what an earlier plan held is back, with the way back from that. */
export function sayRestored(live: Speaker, history: History, words: Words): void {
  const point = history.beforeRestore
  live.say(
    words.points.restored,
    PLACES,
    point &&
      (async () => {
        const reason = await history.restore(point.id)
        live.say(reason ? problemIn(words, reason) : words.points.takenBack, PLACES)
      }),
  )
}

const PLACES = ['move', 'history'] // a host is at the banner above, or in the sheet below
