/**
 * A circle that wants too much, in a process of its own with the lowest priority, so that what it costs is the
 * server's alone. Started with a port, a plan, a way and a token for each socket; ends with its parent's line.
 */
import { constants, setPriority } from 'node:os'
import { askFrame, awarenessFrame, type Door, openWire } from '../fuzz/wire.ts'
import { letter } from './typist.ts'

/** How it offends; each at a hundred times what a socket may, over twenty sockets, and back at once when shown out. */
export const WAYS = ['edits', 'refused', 'presence', 'questions', 'handshakes'] as const
export type Way = (typeof WAYS)[number]

export interface Order {
  port: number
  path: string
  tokens: string[]
  way: Way
}

export interface Offences {
  sent: number
  sockets: number
  closedByCode: Record<string, number>
}

const EACH = 10 // ms
const SOCKETS = 20
/** A hundred times 30 edits a second. */
const PER_TURN = (100 * 30 * EACH) / 1000

if (process.argv[2] === 'offend') {
  setPriority(constants.priority.PRIORITY_LOW)
  const offences: Offences = { sent: 0, sockets: 0, closedByCode: {} }
  process.on('message', (asked: Order | 'report') => {
    if (asked === 'report') process.send?.(offences)
    else for (let n = 0; n < SOCKETS; n++) offend(asked, n, offences)
  })
  process.on('disconnect', () => process.exit())
}

function offend({ port, path, tokens, way }: Order, n: number, offences: Offences) {
  const door: Door = { port, path, token: tokens[n % tokens.length] as string }
  let client = 0
  let typed = 0
  let isOpen = false
  let wire: ReturnType<typeof openWire>
  const enter = () => {
    client = Math.floor(Math.random() * 2 ** 32)
    typed = 0
    isOpen = true
    offences.sockets++
    wire = openWire(door, [], {
      closed(code) {
        offences.closedByCode[code] = (offences.closedByCode[code] ?? 0) + 1
        isOpen = false
      },
    })
  }
  const frame = {
    edits: () => letter(client, typed++),
    refused: () => Uint8Array.of(0, 2, 2, 9, 9),
    presence: () => awarenessFrame(client, typed++, '{"at":"notes"}'),
    questions: () => askFrame(Uint8Array.of(0)),
    handshakes: () => null,
  }[way]
  enter()
  setInterval(() => {
    if (!isOpen) enter()
    else if (way === 'handshakes') {
      wire.cut()
      enter()
    }
    for (let left = PER_TURN; left > 0; left--) {
      const bytes = frame()
      if (!bytes || !isOpen) break
      wire.send(bytes)
      offences.sent++
    }
  }, EACH)
}
