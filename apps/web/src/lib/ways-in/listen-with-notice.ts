import { type LiveEvent, listen } from '#lib/api/live-events.ts'
import type { Notice } from './notice.ts'

/** As `listen`; and a new device of theirs that wants in is told and decided on top of the page. */
export function listenWithNotice(account: string, heard: (event: LiveEvent) => void): () => void {
  let notice: Notice | undefined
  let stopped = false
  const stop = listen(account, (event) => {
    if (event.type === 'devices' || event.type === 'back') void notice?.look()
    heard(event)
  })
  void import('./notice.ts').then(({ openNotice }) => {
    if (stopped) return
    notice = openNotice()
    void notice.look()
  })
  return () => {
    stopped = true
    notice?.close()
    stop()
  }
}
