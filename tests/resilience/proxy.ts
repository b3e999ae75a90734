/** A line between a phone and the server that can be bad: it cuts, delays and splits. Loopback only. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Weather {
  /** Each direction is cut after this many more bytes, most likely in the middle of a frame. */
  cutAfter: number
  /** Bytes are passed on in pieces of at most this size. */
  pieces: number
  /** Each piece waits this long (ms). */
  delay: number
  /** After so many bytes of a connection, each way, the rest waits until those have been read. */
  splitAt: number
}

const FAIR: Weather = {
  cutAfter: Number.POSITIVE_INFINITY,
  pieces: Number.POSITIVE_INFINITY,
  delay: 0,
  splitAt: 0,
}

export interface Line {
  port: number
  /** How many connections were cut by it. */
  readonly cuts: number
  /** For the connections to come and those that stand. */
  change(weather: Partial<Weather>): void
  close(): Promise<void>
}

export async function startLine(target: number): Promise<Line> {
  let weather = FAIR
  let cuts = 0
  const open = new Set<Socket>()

  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    const end = () => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) {
      open.add(socket)
      socket.setNoDelay(true)
      // The other side hears of it as a cut, which is what a bad line looks like.
      socket.on('error', end)
      socket.on('close', () => {
        open.delete(socket)
        end()
      })
    }
    // A stream that closes while it is read ends the line, as any other end does.
    carry(near, far, end).catch(end)
    carry(far, near, end).catch(end)
  })

  async function carry(from: Socket, to: Socket, end: () => void) {
    let left = weather.cutAfter
    let known = weather
    let carried = 0
    for await (const chunk of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; ) {
        if (known !== weather) {
          known = weather
          left = weather.cutAfter
        }
        const untilSplit = carried < weather.splitAt ? weather.splitAt - carried : Number.POSITIVE_INFINITY
        const piece = chunk.subarray(at, at + Math.min(weather.pieces, left, untilSplit, chunk.length))
        // A turn of the loop is enough for loopback to deliver what was written.
        if (carried > 0 && carried === weather.splitAt) await new Promise((next) => setTimeout(next, 1))
        if (weather.delay > 0) await new Promise((next) => setTimeout(next, weather.delay))
        if (to.destroyed) return
        if (!to.write(piece)) await Promise.race([once(to, 'drain'), once(to, 'close')])
        at += piece.length
        carried += piece.length
        left -= piece.length
        if (left <= 0) {
          cuts++
          // What was written goes out, then the line is dead.
          to.end(end)
          return
        }
      }
    }
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    get cuts() {
      return cuts
    },
    change(change) {
      weather = { ...FAIR, ...change }
    },
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
