/**
 * Composes updates that are whole and mean something, and spoils most of them in one or two ways: wrong clocks,
 * clients, neighbours, parents, keys, contents, counts and deletions. One that starts from an honest edit gets
 * further into the gate than noise does.
 */
import { recordId } from '@sidegate/core/testing/replicas'
import type { Content, Deletion, Id, Section, Struct } from './bytes.ts'
import * as bytes from './bytes.ts'
import type { Random, View } from './view.ts'

export interface Author {
  familyId: string
  /** The Yjs client id to write under, and its next clock as the author believes. */
  client: number
  clock: number
  /** Keys of the records that the author has added. */
  records: Set<string>
}

export interface Composed {
  update: Uint8Array
  /** Nothing was spoiled: clocks that the author has used if the server takes it. */
  isFit: boolean
  length: number
}

interface Draft {
  sections: Section[]
  deletions: Deletion[]
}

type Item = Extract<Struct, { kind: 'item' }>

const PROTO = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
const BEYOND = [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]
const MAX_KEPT = 200

export function compose(random: Random, view: View, author: Author, spoil: boolean): Composed {
  const draft = draftEdit(random, view, author)
  const [own] = draft.sections
  const length = (own?.structs ?? []).reduce((sum, struct) => sum + lengthOf(struct), 0)
  if (!spoil) return { update: bytes.encodeSections(draft.sections, draft.deletions), isFit: true, length }
  for (let times = random.below(4) === 0 ? 2 : 1; times > 0; times--)
    random.pick(SPOILS)(draft, random, view, author)
  const update = bytes.encodeSections(draft.sections, draft.deletions)
  return { update: random.below(12) === 0 ? mutated(random, update) : update, isFit: false, length }
}

/** A few bytes changed, taken, doubled or cut off. */
export function mutated(random: Random, from: Uint8Array): Uint8Array {
  if (from.length === 0) return from
  const copy = from.slice()
  switch (random.below(8)) {
    case 0:
      return copy.subarray(0, random.below(copy.length))
    case 1:
      return Uint8Array.from([...copy, ...copy.subarray(random.below(copy.length))])
    case 2: {
      const at = random.below(copy.length)
      return Uint8Array.from([...copy.subarray(0, at), random.below(256), ...copy.subarray(at)])
    }
    default:
      for (let flips = 1 + random.below(3); flips > 0; flips--)
        copy[random.below(copy.length)] = random.below(3) === 0 ? random.below(256) : random.below(8)
      return copy
  }
}

/** The head of one frame on the tail of another. */
export function spliced(random: Random, one: Uint8Array, other: Uint8Array): Uint8Array {
  const [at, from] = [random.below(one.length + 1), random.below(other.length + 1)]
  return Uint8Array.from([...one.subarray(0, at), ...other.subarray(from)])
}

// --- edits as an honest phone would write them ---

function draftEdit(random: Random, view: View, author: Author): Draft {
  const roots = Object.keys(view.definition.collections)
  // Mostly where everybody may write.
  const root = random.below(5) === 0 ? random.pick(roots) : random.pick(COMMON[view.definition.kind])
  const collection = view.definition.collections[root]
  switch (collection?.shape) {
    case 'text':
      return random.below(3) === 0 ? eraseText(random, view, root) : writeText(random, view, author, root)
    case 'answer':
      return answer(random, view, author, root)
    case 'record':
      return editRecord(random, view, author, root)
    default:
      return setValue(random, view, author, root)
  }
}

const COMMON = {
  plan: ['notes', 'notes', 'slots', 'claims'],
  play: ['picks', 'jobs'],
  board: ['ideas', 'kit'],
} as const

const item = (content: Content, at: Partial<Item>): Item => ({
  kind: 'item',
  content,
  origin: null,
  right: null,
  parent: '',
  sub: null,
  ...at,
})

const oneSection = ({ client, clock }: Author, structs: Struct[], deletions: Deletion[] = []): Draft => ({
  sections: [{ client, clock, structs }],
  deletions,
})

function writeText(random: Random, view: View, author: Author, root: string): Draft {
  const ids = view.idsByText.get(root) ?? []
  const words = `w${random.below(1000)} `
  const origin = ids.at(-1) ?? null
  return oneSection(author, [item(bytes.string(words), { origin, parent: root })])
}

function eraseText(random: Random, view: View, root: string): Draft {
  const ids = view.idsByText.get(root) ?? []
  if (ids.length === 0) return { sections: [], deletions: [] }
  const [client, clock] = random.pick(ids)
  const length = 1 + random.below(Math.min(4, clock + 1))
  return { sections: [], deletions: [{ client, clock: clock + 1 - length, length }] }
}

function answer(random: Random, view: View, author: Author, root: string): Draft {
  const collection = view.definition.collections[root]
  const subjects =
    collection?.shape === 'answer' ? [...(view.entriesByRoot.get(collection.to)?.keys() ?? [])] : []
  const key = `${subjects.length > 0 ? random.pick(subjects) : recordId(1)}:${author.familyId}`
  const value = bytes.any([root === 'claims' ? { quantity: 1 + random.below(3), note: '' } : { note: 'yes' }])
  return oneSection(author, [put(view, root, key, value)], replacing(view, root, key, random))
}

function put(view: View, root: string, key: string, content: Content): Item {
  const standing = view.entriesByRoot.get(root)?.get(key)
  return item(content, standing ? { origin: standing.last } : { parent: root, sub: key })
}

function replacing(view: View, root: string, key: string, random: Random): Deletion[] {
  const standing = view.entriesByRoot.get(root)?.get(key)
  if (!standing || random.below(2) === 0) return []
  const [client, clock] = standing.last
  return [{ client, clock, length: 1 }]
}

/** Adds one, or changes or takes away one that the author may. */
function editRecord(random: Random, view: View, author: Author, root: string): Draft {
  const standing = [...(view.entriesByRoot.get(root) ?? [])]
  const own = view.definition.kind === 'play' ? standing : standing.filter(([key]) => author.records.has(key))
  if (own.length === 0 || random.below(5) === 0) return addRecord(random, author, view, root)
  const [, { holder, last, fields }] = random.pick(own)
  if (random.below(6) === 0)
    return { sections: [], deletions: [{ client: last[0], clock: last[1], length: 1 }] }
  const name = random.pick(fieldsOf(view, root))
  const origin = fields.get(name) ?? null
  const content = bytes.any([valueFor(random, name)])
  const parent = holder ?? root
  return oneSection(author, [item(content, origin ? { origin } : { parent, sub: name })])
}

function addRecord(random: Random, author: Author, view: View, root: string): Draft {
  const holder: Id = [author.client, author.clock]
  const fields = fieldsOf(view, root).map((name) =>
    item(bytes.any([valueFor(random, name)]), { parent: holder, sub: name }),
  )
  const key = recordId(1_000_000 + random.below(1_000_000_000))
  author.records.add(key)
  return oneSection(author, [item(bytes.type(1), { parent: root, sub: key }), ...fields])
}

function setValue(random: Random, view: View, author: Author, root: string): Draft {
  const name = random.pick(fieldsOf(view, root))
  return oneSection(author, [put(view, root, name, bytes.any([valueFor(random, name)]))])
}

function fieldsOf(view: View, root: string): string[] {
  const collection = view.definition.collections[root]
  return collection && 'fields' in collection ? Object.keys(collection.fields) : []
}

const VALUES: Record<string, (random: Random) => unknown> = {
  at: () => '14:30',
  quantity: (random) => 1 + random.below(9),
  kind: () => 'bring',
  order: (random) => `a${random.below(1000)}`,
  costBand: () => 'free',
  season: () => 'any',
  place: () => 'either',
  nutFreeTable: (random) => random.below(2) === 0,
  twoAdultsStay: (random) => random.below(2) === 0,
  noGifts: (random) => random.below(2) === 0,
}
const valueFor = (random: Random, field: string): unknown =>
  (Object.hasOwn(VALUES, field) ? VALUES[field] : null)?.(random) ?? `t${random.below(100)}`

// --- what spoils them ---

type Spoil = (draft: Draft, random: Random, view: View, author: Author) => void

const SPOILS: Spoil[] = [
  atSection((section, random) => {
    section.clock = Math.max(0, section.clock + random.pick([-3, -1, 1, 2, 1000, 2 ** 31, 2 ** 53 - 1]))
  }),
  atSection((section, random, view) => {
    section.client = random.pick([random.pick(view.clients), ...BEYOND])
    if (random.below(2) === 0) section.clock = view.clockOf(section.client)
  }),
  atSection((section, random) => {
    section.said = random.pick([0, section.structs.length + 1, 1_000_000, 2 ** 31])
  }),
  atSection((section, random) => {
    const length = random.pick([0, 1, 3, 2 ** 31, 2 ** 53 - 1])
    section.structs.splice(random.below(section.structs.length + 1), random.below(2), {
      kind: random.pick(['gc', 'skip']),
      length,
    })
  }),
  // Many of one kind.
  atSection((section, random) => {
    const [first] = section.structs
    if (first) section.structs.push(...Array.from({ length: random.pick([1, 30, 2100]) }, () => first))
  }),
  (draft, random) => {
    draft.sections = [...draft.sections, ...draft.sections]
    if (random.below(2) === 0) draft.deletions = [...draft.deletions, ...draft.deletions]
  },
  (draft, random, _view, { client }) => {
    const kept = Array.from({ length: random.pick([1, 2, 25]) }, (_, i) => client + 1 + i)
    for (const other of kept) draft.sections.push({ client: other, clock: 0, structs: [] })
  },
  // The same edit again under more clients: tabs of one person, or a crowd.
  (draft, random, _view, { client }) => {
    const [section] = draft.sections
    if (!section) return
    for (let i = 1; i <= random.pick([1, 3, 25]); i++)
      draft.sections.push({ ...section, client: client + i, clock: 0 })
  },
  atItem((struct, random, view, author) => {
    struct.origin = random.pick([null, view.anyId(random), wildId(random, view, author)])
  }),
  atItem((struct, random, view, author) => {
    struct.right = random.pick([null, view.anyId(random), wildId(random, view, author)])
  }),
  atItem((struct, random, view, author) => {
    struct.origin = struct.right = null
    struct.parent = random.pick([
      random.pick(PROTO),
      random.pick(Object.keys(view.definition.collections)),
      'no such root',
      '',
      view.anyId(random),
      wildId(random, view, author),
    ])
  }),
  atItem((struct, random, view) => {
    struct.origin = struct.right = null
    struct.sub = random.pick([
      null,
      '',
      random.pick(PROTO),
      'title',
      'about',
      recordId(random.below(100)),
      `${recordId(1)}:${recordId(2)}`,
      'x'.repeat(random.pick([100, 5000])),
      ...[...view.entriesByRoot.values()].flatMap((entries) => [...entries.keys()].slice(0, 2)),
    ])
  }),
  atItem((struct, random) => {
    struct.content = wickedContent(random)
  }),
  atItem((struct, random) => {
    struct.content = wickedContent(random)
  }),
  (draft, random, view, author) => {
    for (let n = random.pick([1, 1, 3, 50, 2100]); n > 0; n--) {
      const [client, clock] = random.below(3) === 0 ? wildId(random, view, author) : view.anyId(random)
      draft.deletions.push({ client, clock, length: random.pick([0, 1, 1, 2, 10, 2 ** 31, 2 ** 53 - 1]) })
    }
  },
  // Everything that one client ever wrote.
  (draft, random, view) => {
    const client = random.pick(view.clients)
    draft.deletions.push({ client, clock: 0, length: view.clockOf(client) + random.below(2) })
  },
]

function atSection(change: (section: Section, random: Random, view: View) => void): Spoil {
  return (draft, random, view, { client, clock }) => {
    if (draft.sections.length === 0)
      draft.sections.push({ client, clock, structs: [{ kind: 'gc', length: 1 }] })
    change(random.pick(draft.sections), random, view)
  }
}

function atItem(change: (struct: Item, random: Random, view: View, author: Author) => void): Spoil {
  return (draft, random, view, author) => {
    const section = draft.sections.length > 0 ? random.pick(draft.sections) : null
    const at = section ? random.below(section.structs.length) : -1
    const struct = section?.structs[at]
    if (!section || struct?.kind !== 'item') return
    // A struct may stand in a draft many times.
    const copy = { ...struct }
    change(copy, random, view, author)
    section.structs[at] = copy
  }
}

/** An id that the document doesn't hold, or that the update itself makes, or that no document can hold. */
function wildId(random: Random, view: View, { client, clock }: Author): Id {
  const known = random.pick(view.clients)
  return random.pick<Id>([
    [client, clock + random.below(6)],
    [client, Math.max(0, clock - 1 - random.below(3))],
    [known, view.clockOf(known) + random.below(3)],
    [random.pick(BEYOND), random.pick(BEYOND)],
    [random.below(2 ** 32), 0],
  ])
}

function wickedContent(random: Random): Content {
  return random.pick<() => Content>([
    () => bytes.deleted(random.pick([0, 1, 5, 2 ** 31, 2 ** 53 - 1])),
    () => bytes.json(random.pick([['1'], ['undefined'], ['{'], [], ['{"a":1}', '2']])),
    () => bytes.binary(new Uint8Array(random.pick([0, 1, 300]))),
    () => bytes.string(random.pick(['', '\u0000', '\ud800', '🎈', 'e\u0301'.repeat(50), 'x'.repeat(25_000)])),
    () => bytes.embed(random.pick(['{}', '{"image":"x"}', '[', '""'])),
    () => bytes.format(random.pick(['bold', '__proto__']), random.pick(['true', 'null', '{'])),
    () => bytes.type(random.below(9), random.pick(['p', 'script', '__proto__'])),
    () => bytes.any(random.pick(ANY_VALUES)(random)),
    () => bytes.any(random.pick(ANY_VALUES)(random)),
    () =>
      bytes.subdocument('d', random.pick<Record<string, unknown>>([{}, { autoLoad: true }, { gc: false }])),
    () =>
      bytes.unknown(
        10 + random.below(22),
        Uint8Array.from({ length: random.below(5) }, () => random.below(256)),
      ),
  ])()
}

const ANY_VALUES: ((random: Random) => unknown[])[] = [
  () => [],
  () => ['one', 'two'],
  () => [undefined],
  () => [null],
  (random) => [random.pick([-1, 0, 0.5, 1e21, 1000, NaN, Infinity, 2n ** 60n, true])],
  (random) => ['x'.repeat(random.pick([0, 81, 501, 60_000]))],
  () => [new Uint8Array(64)],
  () => [{ quantity: 1, note: '', more: 1 }],
  () => [{ quantity: 0, note: '' }],
  () => [{ quantity: 1, note: 'x'.repeat(600) }],
  () => [{ quantity: { valueOf: 1 } }],
  () => [JSON.parse('{"__proto__":{"quantity":7},"note":""}')],
  () => [Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, i]))],
  (random) => [nested(random.pick([5, 500, 4000]))],
  (random) => Array.from({ length: random.pick([2, 200]) }, (_, i) => i),
]

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value }
  return value
}

const lengthOf = (struct: Struct) => (struct.kind === 'item' ? struct.content.length : struct.length)

/** Keeps the frames of late, as material for mutations. */
export function createMaterial(random: Random) {
  const kept: Uint8Array[] = []
  return {
    keep(frame: Uint8Array) {
      if (frame.length > 4096) return
      if (kept.length < MAX_KEPT) kept.push(frame)
      else kept[random.below(MAX_KEPT)] = frame
    },
    any: (): Uint8Array => (kept.length > 0 ? random.pick(kept) : Uint8Array.of(0, 2, 2, 0, 0)),
  }
}
