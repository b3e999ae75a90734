/** What an attack does to a bare Y.Doc, each as a check on one. */
import * as Y from 'yjs'
import { replica } from '../../testing/replicas.ts'
import { openDocument } from '../open.ts'
import { plan } from '../plan.ts'
import type { Harm } from './harm.ts'
import { type Attack, makeScene, VICTIM, WORDS } from './scene.ts'

interface Bare {
  attack: Attack
  bytes: Uint8Array
  /** The plan as it was, and a function that tries the bytes on it. */
  doc: Y.Doc
  before: Uint8Array
  apply: () => void
}

/** Each throws when the harm isn't there. */
const checkByHarm: Record<Harm, (bare: Bare) => void> = {
  throws({ doc, before, apply }) {
    ensure(throws(apply), 'it applies')
    ensure(isSame(Y.encodeStateAsUpdate(doc), before), 'it is half applied as well')
  },
  'is half applied and throws'({ doc, before, apply }) {
    ensure(throws(apply), 'it applies')
    ensure(!isSame(Y.encodeStateAsUpdate(doc), before), 'nothing is applied')
  },
  'makes a document that nobody can load'({ doc, apply }) {
    apply()
    const newcomer = new Y.Doc()
    const isLoaded = !throws(() => Y.applyUpdate(newcomer, Y.encodeStateAsUpdate(doc)))
    const isWhole =
      isLoaded &&
      !isWaiting(newcomer) &&
      JSON.stringify(read(newcomer)) === JSON.stringify(read(doc)) &&
      isSame(Y.encodeStateVector(newcomer), Y.encodeStateVector(doc))
    ensure(!isWhole, 'a newcomer has all of it')
  },
  'waits in the document for ever'({ doc, apply }) {
    apply()
    ensure(isWaiting(doc), 'nothing waits')
  },
  'silences another person'({ attack, doc, apply }) {
    const { victim } = makeScene(attack)
    apply()
    victim.open.change((edit) => edit.notes.splice(0, 0, 'Later words. '))
    victim.open.change((edit) => edit.notes.splice(0, 0, 'And more. '))
    for (const update of victim.sent) Y.applyUpdate(doc, update)
    ensure(!read(doc).notes.includes('Later words. '), "the victim's words arrive")
  },
  'diverges between phones'({ attack, bytes }) {
    const { victim } = makeScene(attack)
    victim.open.change((edit) => edit.notes.splice(0, 0, 'Later words. '))
    const orders = [
      [bytes, ...victim.sent],
      [...victim.sent, bytes],
    ]
    const [one, other] = orders.map((updates) => {
      const { doc } = makeScene(attack)
      for (const update of updates) Y.applyUpdate(doc, update)
      return doc
    }) as [Y.Doc, Y.Doc]
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)))
    }
    ensure(read(one).notes !== read(other).notes, 'both read the same')
  },
  "changes what isn't the author's to change"({ doc, apply }) {
    const before = JSON.stringify(read(doc))
    apply()
    ensure(JSON.stringify(read(doc)) !== before, 'all reads as before')
  },
  'takes from sight what others read'({ doc, apply }) {
    const before = pathsOf(doc)
    apply()
    const now = new Set(pathsOf(doc))
    ensure(
      before.some((path) => !now.has(path)),
      'all is there',
    )
  },
  'leaves what nobody sees and nobody can take away'({ doc, before, apply }) {
    const seen = JSON.stringify(read(doc))
    apply()
    ensure(JSON.stringify(read(doc)) === seen, 'somebody sees it')
    ensure(Y.encodeStateAsUpdate(doc).length > before.length + 5, 'nothing is left')
  },
  'makes a root that no document has'({ doc, apply }) {
    apply()
    ensure(
      [...doc.share.keys()].some((name) => !Object.hasOwn(plan.collections, name)),
      'no root is new',
    )
  },
  'makes reading throw'({ doc, apply }) {
    apply()
    ensure(
      throws(() => JSON.stringify(doc.toJSON())),
      'it can be read',
    )
  },
  'grows over its limit'({ doc, apply }) {
    apply()
    const state = read(doc)
    const sizes = [
      state.notes.length > 22_000,
      state.about.length > 22_000,
      state.slots.length > 330,
      state.claims.length > 2200,
      state.slots.some(({ title }) => title.length > 80),
    ]
    ensure(sizes.includes(true), 'all is within its limit')
  },
  'swells what every join carries'({ doc, apply }) {
    const before = sizeOf(doc)
    apply()
    ensure(sizeOf(doc) >= before + 500, 'it is about as large as before')
  },
  'costs a long search'({ doc, before, apply }) {
    const now = stepsOf(apply)
    const [earlier, later] = [before, Y.encodeStateAsUpdate(doc)].map((state) =>
      stepsOf(() => Y.applyUpdate(new Y.Doc(), state)),
    ) as [number, number]
    ensure(Math.max(now, later - earlier) > 50_000, `now ${now} steps, at each load ${later - earlier}`)
  },
  'means another thing than its bytes say'({ bytes, doc, before }) {
    // What bare Yjs makes of it, written as it writes it: other bytes come out than went in.
    const fresh = new Y.Doc()
    Y.applyUpdate(fresh, before)
    const seen = Y.encodeStateVector(fresh)
    Y.applyUpdate(fresh, bytes)
    const made = Y.encodeStateAsUpdate(fresh, seen)
    ensure(!isSame(made, bytes), 'it says what it does')
    ensure(isSame(Y.encodeStateAsUpdate(doc), before), 'the plan was touched')
  },
}

export function harm(attack: Attack): void {
  const scene = makeScene(attack)
  const bytes = attack.bytes(scene)
  const { doc } = makeScene(attack)
  checkByHarm[attack.does]({
    attack,
    bytes,
    doc,
    before: Y.encodeStateAsUpdate(doc),
    apply: () => Y.applyUpdate(doc, bytes),
  })
}

const read = (doc: Y.Doc) => openDocument(plan, doc).read()

function pathsOf(doc: Y.Doc): string[] {
  const { slots, claims, timeline, notes } = read(doc)
  return [
    ...slots.map(({ id, title }) => `${id} ${title}`),
    ...timeline.map(({ id }) => id),
    ...claims.map(({ slotId, familyId }) => `${slotId}:${familyId}`),
    ...(notes.includes(WORDS) ? ['notes'] : []),
  ]
}

const isWaiting = ({ store }: Y.Doc) => store.pendingStructs !== null || store.pendingDs !== null

function sizeOf({ store }: Y.Doc): number {
  let size = store.clients.size
  for (const structs of store.clients.values()) size += structs.length
  return size
}

/** How many items Yjs walks over: it puts each into two sets. Counted, not timed: the same on every machine. */
function stepsOf(run: () => void): number {
  const { add } = Set.prototype
  let added = 0
  Set.prototype.add = function (this: Set<unknown>, entry) {
    added++
    return add.call(this, entry)
  }
  try {
    run()
  } finally {
    Set.prototype.add = add
  }
  return added / 2
}

function throws(run: () => void): boolean {
  try {
    run()
    return false
  } catch {
    return true
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

function ensure(holds: boolean, otherwise: string) {
  if (!holds) throw new Error(otherwise)
}

/** A fresh phone loads the plan, and the victim goes on writing in it. */
export function staysWell(doc: Y.Doc): boolean {
  const newcomer = new Y.Doc()
  Y.applyUpdate(newcomer, Y.encodeStateAsUpdate(doc))
  const victim = replica(plan, VICTIM, doc)
  victim.open.change((edit) => edit.notes.splice(0, 0, 'Later words. '))
  for (const update of victim.sent) Y.applyUpdate(newcomer, update)
  return !isWaiting(newcomer) && read(newcomer).notes.startsWith('Later words. ')
}
