/** P14: sockets that stop reading, beside somebody who writes and somebody who reads. */
import { performance } from 'node:perf_hooks'
import { askFrame, openWire } from '../fuzz/wire.ts'
import { askProbe } from '../probed.ts'
import type { ServerProcess } from '../server.ts'
import { until } from '../waiting.ts'
import { createTypist } from './typist.ts'

export interface StoppedReaders {
  sockets: number
  /** What each was sent (bytes). */
  sentToEach: number
  /** By how much memory (RSS) grew, at most, and what of it was buffers. */
  rssGrowth: number
  externalGrowth: number
  /** From the last byte until the last socket was gone (ms). */
  goneAfter: number
  /** Of the one who reads: whether everything came. */
  isReaderWell: boolean
  faults: string[]
}

const PAGE = 19_000
// The machine's own buffers hold some megabytes for each socket before the server sees that nobody reads.
const SENT_TO_EACH = 9 * 1024 * 1024

export async function stopReaders(server: ServerProcess, count: number): Promise<StoppedReaders> {
  const { plan: path, port, guardians } = server
  const [writer, reader, ...others] = guardians.map(({ token }) => ({ port, path, token }))
  if (!writer || !reader) throw new Error('somebody was seeded')
  const typist = createTypist(writer, 7, PAGE)
  let heard = 0
  let closed: number | null = null
  openWire(reader, [askFrame(Uint8Array.of(0))], {
    frame: (bytes) => {
      heard += bytes.length
    },
    closed(code) {
      closed = code
    },
  })
  let ready = 0
  const stopped = Array.from({ length: count }, (_, n) => {
    const door = others[n % others.length] ?? reader
    const wire = openWire(door, [askFrame(Uint8Array.of(0))], {
      frame(bytes) {
        if (bytes[0] !== 0 || bytes[1] !== 1) return
        ready++
        wire.pause()
      },
    })
    return wire
  })
  await until(() => ready === count && heard > 0, 'all in')
  typist.type()
  await until(() => typist.saved === typist.sent, 'the first page')

  const base = await askProbe(server)
  let [rss, external] = [base.rss, base.external]
  while (typist.sent * PAGE < SENT_TO_EACH) {
    for (let n = 0; n < 20; n++) typist.type()
    await until(() => typist.saved === typist.sent, 'the pages saved', 60_000)
    const now = await askProbe(server)
    rss = Math.max(rss, now.rss)
    external = Math.max(external, now.external)
  }
  const at = performance.now()
  let left = count
  while (left > 0 && performance.now() - at < 60_000) {
    const now = await askProbe(server)
    left = now.sockets - 2
    rss = Math.max(rss, now.rss)
    external = Math.max(external, now.external)
  }
  const told: StoppedReaders = {
    sockets: count,
    sentToEach: typist.sent * PAGE,
    rssGrowth: rss - base.rss,
    externalGrowth: external - base.external,
    goneAfter: performance.now() - at,
    isReaderWell: closed === null && heard >= typist.sent * PAGE,
    faults: [],
  }
  if (left > 0) told.faults.push(`${left} sockets are still there`)
  if (!told.isReaderWell)
    told.faults.push(`the one who reads heard ${heard} bytes and was closed with ${closed}`)
  for (const wire of stopped) wire.cut()
  typist.leave()
  return told
}
