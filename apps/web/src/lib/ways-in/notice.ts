/**
 * The notice of a device that wants in: it stands on a guardian's live pages, whatever they are about, so it hangs on
 * the page's live news and not on its parts. It asks once when the page has gone live, then when told.
 */
import { mount, unmount } from 'svelte'
import { ask } from '#lib/api/ask.ts'
import type { Devices } from '#lib/api/shapes.ts'
import type { NoticeWords } from '#lib/words/notice/en.ts'
import DeviceNotice from './device-notice.svelte'

type Device = Devices['devices'][number]

export interface Notice {
  look: () => Promise<void>
  close: () => void
}

export function openNotice(): Notice {
  let shown: { id: string; part: Record<string, unknown>; isDecided: boolean } | null = null
  let isClosed = false

  const hide = () => {
    if (shown) void unmount(shown.part)
    shown = null
  }

  const show = async (device: Device) => {
    const words = await noticeWords()
    if (isClosed || shown) return
    const ondecide = () => {
      if (shown) shown.isDecided = true
    }
    const props = { device, words, ondecide, onclose: hide }
    shown = { id: device.id, part: mount(DeviceNotice, { target: document.body, props }), isDecided: false }
  }

  return {
    async look() {
      const devices = await ask<Devices>(fetch, '/api/devices')
      // Whoever may only answer here is told nothing, and a lost connection is no news.
      if (!devices.ok || isClosed) return
      const asking = devices.value.devices.find(({ level }) => level === 'answers')
      if (asking && asking.id === shown?.id) return
      // What is said about one that was decided here stays until it is closed; elsewhere decided, the question goes.
      if (asking || !shown?.isDecided) hide()
      if (asking) await show(asking)
    },
    close() {
      isClosed = true
      hide()
    },
  }
}

async function noticeWords(): Promise<NoticeWords> {
  const { lang } = document.documentElement
  return lang === 'es'
    ? (await import('#lib/words/notice/es.ts')).es
    : (await import('#lib/words/notice/en.ts')).en
}
