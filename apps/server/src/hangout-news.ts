/** What becomes of hangouts by itself: homes hear what hosts did, and what is over by the clock is over. */
import { stateNow } from '@sidegate/core/hangouts/hangout-end'
import type { Documents } from './documents.ts'
import type { Log } from './log.ts'
import type { Store } from './store/store.ts'

export interface HangoutNews {
  /** After a host's step. Never rejects: what can't be queued now is queued by `tend`. */
  tell(hangoutId: string): Promise<void>
  /** Each minute: hangouts that have ended are closed, and homes hear what a crash kept from them. */
  tend(): Promise<void>
}

export function createHangoutNews({
  store,
  documents,
  log,
  now,
}: {
  store: Pick<Store, 'hangoutMails'>
  documents: Pick<Documents, 'endPlan'>
  log: Log
  now: () => number
}): HangoutNews {
  return {
    async tell(hangoutId) {
      try {
        await store.hangoutMails.tell(hangoutId, now())
      } catch (error) {
        log.error({ err: error, hangoutId }, 'homes not told yet')
      }
    },

    async tend() {
      for (const { id, card, isTold } of await store.hangoutMails.open()) {
        if (stateNow(card, now()) === 'over') await documents.endPlan(id)
        else if (!isTold) await store.hangoutMails.tell(id, now())
      }
    },
  }
}
