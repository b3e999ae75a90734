/** P4, without a socket: what the gate does with millions of updates, each judged and none applied. */
import { judgeUpdate } from '@sidegate/core/documents/gate'
import { judgeSlowly } from '@sidegate/core/documents/judge'
import { definitionsByKind } from '@sidegate/core/documents/kinds'
import { plan } from '@sidegate/core/documents/plan'
import { familyId, guardianId, recordId, replica } from '@sidegate/core/testing/replicas'
import * as Y from 'yjs'
import { randomFrom } from '../waiting.ts'
import { compose, createMaterial, mutated, spliced } from './grammar.ts'
import { readView } from './view.ts'

export interface DecodeTally {
  updates: number
  accepted: number
  nothing: number
  refusedByReason: Record<string, number>
  /** In time of the processor, whatever else ran (ms). */
  worst: { cpu: number; hex: string }
  /** Judged by the slow judge, too. */
  compared: number
  faults: string[]
}

const COMPARED_EACH = 100
const LIMITS = { updateBytes: 64 * 1024, structs: 2000, newClients: 20, steps: 50_000 }

export function judgeMany(updates: number, seed: number, onProgress: (done: number) => void): DecodeTally {
  const random = randomFrom(seed)
  const { doc } = makePlan()
  const view = readView(plan, doc)
  const before = Y.encodeStateAsUpdate(doc)
  const material = createMaterial(random)
  const tally: DecodeTally = {
    updates: 0,
    accepted: 0,
    nothing: 0,
    refusedByReason: {},
    worst: { cpu: 0, hex: '' },
    compared: 0,
    faults: [],
  }
  const context = {
    actor: { part: 'guest' as const, guardianId: guardianId(3), familyId: familyId(3), kidIds: [] },
    over: false,
    guardianOf: (client: number) =>
      client < 100 ? 'server' : client === 300 ? guardianId(3) : client === 400 ? guardianId(4) : undefined,
    familyOf: (record: string) => (record === `slots/${recordId(2)}` ? familyId(4) : undefined),
    limits: LIMITS,
  }
  const author = () => {
    const client = random.pick([300, 300, 400, 500 + random.below(1000)])
    return { familyId: familyId(3), client, clock: view.clockOf(client), records: new Set<string>() }
  }
  const next = () => {
    const choice = random.below(10)
    if (choice < 2) {
      const { update } = compose(random, view, author(), random.below(5) > 0)
      material.keep(update)
      return update
    }
    if (choice < 9) return mutated(random, material.any())
    return spliced(random, material.any(), material.any())
  }
  for (; tally.updates < updates; tally.updates++) {
    const update = next()
    const hex = () => Buffer.from(update.subarray(0, 500)).toString('hex')
    const at = process.threadCpuUsage()
    try {
      const verdict = judgeUpdate(definitionsByKind.plan, doc, update, context)
      if (verdict.outcome === 'refused')
        tally.refusedByReason[verdict.reason] = (tally.refusedByReason[verdict.reason] ?? 0) + 1
      else tally[verdict.outcome]++
      if (verdict.outcome !== 'refused' && (tally.accepted + tally.nothing) % COMPARED_EACH === 0) {
        tally.compared++
        const slow = judgeSlowly(definitionsByKind.plan, doc, update, context)
        if (slow.outcome !== verdict.outcome)
          tally.faults.push(`${verdict.outcome}, ${slow.outcome}: ${hex()}`)
        continue
      }
    } catch (error) {
      tally.faults.push(`${error}: ${hex()}`)
    }
    const { user, system } = process.threadCpuUsage(at)
    const cpu = (user + system) / 1000
    if (cpu > tally.worst.cpu) tally.worst = { cpu, hex: hex() }
    if (tally.updates % 100_000 === 0) onProgress(tally.updates)
  }
  // What is only judged leaves no trace.
  if (Buffer.compare(before, Y.encodeStateAsUpdate(doc)) !== 0) tally.faults.push('the document was changed')
  return tally
}

/** A plan after a lively week. */
function makePlan() {
  const server = replica(plan, 1)
  server.open.change((edit) => {
    edit.frame.set({ title: 'Just-for-fun backyard afternoon', state: 'sent' })
    for (let i = 1; i <= 20; i++) edit.slots.put(recordId(i), { title: `Thing ${i}` })
  })
  for (const client of [300, 400]) {
    const phone = replica(plan, client, server.doc)
    for (let i = 0; i < 150; i++)
      phone.open.change((edit) => edit.notes.splice((i * 7) % 50, i % 3, `word ${i} `))
    Y.applyUpdate(server.doc, Y.encodeStateAsUpdate(phone.doc))
  }
  return server
}
