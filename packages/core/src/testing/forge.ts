/**
 * Updates as somebody with a hex editor makes them: well-formed, of real ids and real places, put together at random.
 * Most are nonsense; some come close to what clients write, and there the gate and the judge must still agree.
 */
import * as Y from 'yjs'
import type { DocumentDefinition } from '../documents/definition.ts'
import { type DeletedRange, encodeUpdate } from '../documents/update.ts'
import { familyId, kidId, recordId } from './replicas.ts'

type Dice = (below: number) => number

/** `clients`: whose ids the structs may carry. */
export function forgedUpdate(
  definition: DocumentDefinition,
  doc: Y.Doc,
  clients: readonly number[],
  dice: Dice,
): Uint8Array {
  const pick = <T>(from: readonly T[]): T => from[dice(from.length)] as T
  const structs: (Y.Item | Y.GC)[] = []
  const nextByClient = new Map<number, number>()
  const stored = [...doc.store.clients.keys()]

  const someId = (): Y.ID | null => {
    const made = structs.length > 0 && dice(3) === 0 ? pick(structs) : null
    if (made) return new Y.ID(made.id.client, made.id.clock + dice(made.length + (dice(20) === 0 ? 3 : 0)))
    if (stored.length === 0) return null
    const client = pick(stored)
    return new Y.ID(client, dice(Y.getState(doc.store, client) + (dice(20) === 0 ? 2 : 0)))
  }
  const neighbours = (): [Y.ID | null, Y.ID | null] => {
    const left = dice(4) === 0 ? null : someId()
    const item = left && left.clock < Y.getState(doc.store, left.client) ? Y.getItem(doc.store, left) : null
    // Mostly what really follows, so that some of it passes.
    if (left && item instanceof Y.Item && dice(4) > 0) {
      const isInside = left.clock + 1 < item.id.clock + item.length
      if (isInside) return [left, new Y.ID(left.client, left.clock + 1)]
      return [left, item.right?.id ?? null]
    }
    return [left, dice(2) === 0 ? null : someId()]
  }
  const content = () =>
    pick<() => Y.Item['content']>([
      () => new Y.ContentString(pick(['x', 'abc', 'ñ'])),
      () =>
        new Y.ContentAny([
          pick<unknown>(['14:00', true, 3, 'Chips', { quantity: 1, note: '' }, { note: '' }]),
        ]),
      () => new Y.ContentDeleted(1 + dice(3)),
      () => new Y.ContentType(new Y.Map()),
      () => new Y.ContentAny(['a', 'b']),
    ])()
  const sub = () =>
    pick([
      null,
      recordId(dice(5)),
      `${recordId(1)}:${familyId(dice(4))}`,
      `${recordId(1)}:${kidId(2)}`,
      'title',
      'noGifts',
      'note',
    ])

  for (let i = 1 + dice(5); i > 0; i--) {
    const client = pick(clients)
    const clock =
      nextByClient.get(client) ?? Math.max(0, Y.getState(doc.store, client) - (dice(6) === 0 ? 1 : 0))
    const id = new Y.ID(client, clock)
    const struct = dice(12) === 0 ? new Y.GC(id, 1 + dice(3)) : forgedItem(id)
    structs.push(struct)
    nextByClient.set(client, clock + struct.length)
  }
  return encodeUpdate(
    Map.groupBy(
      structs.map((struct) => ({ struct, offset: 0 })),
      ({ struct }) => struct.id.client,
    ),
    deletions(),
  )

  function forgedItem(id: Y.ID): Y.Item {
    const [left, right] = dice(3) === 0 ? [null, null] : neighbours()
    const root = pick([...Object.keys(definition.collections), 'evil'])
    const parent = left || right ? null : dice(3) === 0 ? someId() : root
    return new Y.Item(
      id,
      null,
      left,
      null,
      right,
      parent as unknown as Y.ID,
      parent ? sub() : null,
      content(),
    )
  }

  function deletions(): DeletedRange[] {
    const ranges: DeletedRange[] = []
    for (let i = dice(4) === 0 ? 1 + dice(3) : 0; i > 0; i--) {
      const id = someId()
      if (id && !ranges.some(({ client }) => client === id.client))
        ranges.push({ client: id.client, clock: id.clock, length: 1 + dice(3) })
    }
    return ranges
  }
}
