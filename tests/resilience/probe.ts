/**
 * Loaded into the server ahead of its main file, for the long run: how long each frame held the loop, and how much
 * memory stands after a collection. It listens and changes nothing.
 */
import { EventEmitter } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { WebSocket } from 'ws'

export interface ProbeReport {
  frames: number
  /** The frame that cost the processor most (ms), whatever else ran on the machine, and how long it held the loop. */
  worstFrame: { wall: number; cpu: number; hex: string }
  longestWall: number
  /** Frames that cost the processor over 50 ms. */
  over50: number
  /** The longest that the loop was away, whatever the reason: frames, commits, collections, other processes (ms). */
  worstLoop: number
  rss: number
  heap: number
  /** Memory beside the heap: bytes in buffers. */
  external: number
  /** Open sockets, timers and the like. */
  handles: number
  sockets: number
}

const MS = 1000
const SLOW = 50
let frames = 0
let over50 = 0
let longestWall = 0
let worst = { wall: 0, cpu: 0, bytes: new Uint8Array() }
const loop = monitorEventLoopDelay({ resolution: 5 })
loop.enable()

const emit = EventEmitter.prototype.emit
WebSocket.prototype.emit = function timed(this: WebSocket, event: string | symbol, ...values: unknown[]) {
  if (event !== 'message') return emit.call(this, event, ...values)
  const cpu = process.threadCpuUsage()
  const at = performance.now()
  const heard = emit.call(this, event, ...values)
  const wall = performance.now() - at
  frames++
  longestWall = Math.max(longestWall, wall)
  // It can't have cost more than it took.
  if (wall > Math.min(worst.cpu, SLOW)) {
    const used = process.threadCpuUsage(cpu)
    const spent = (used.user + used.system) / MS
    if (spent > SLOW) over50++
    if (spent > worst.cpu) worst = { wall, cpu: spent, bytes: new Uint8Array(values[0] as Buffer) }
  }
  return heard
}

process.on('message', (asked) => {
  if (asked !== 'report') return
  globalThis.gc?.()
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  const { wall, cpu, bytes } = worst
  const report: ProbeReport = {
    frames,
    worstFrame: { wall, cpu, hex: Buffer.from(bytes.subarray(0, 2000)).toString('hex') },
    longestWall,
    over50,
    worstLoop: loop.max / 1e6,
    rss,
    heap: heapUsed,
    external,
    handles: process.getActiveResourcesInfo().length,
    sockets: process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length,
  }
  process.send?.(report)
})
// The parent's line keeps nobody up.
process.channel?.unref()
