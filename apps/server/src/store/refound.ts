/** A document's new epoch at rest: the old one goes whole, in the transaction in which the new one begins (R9). */
import type { DatabaseSync } from 'node:sqlite'
import type { DocumentAddress } from '@sidegate/core/documents/address'
import type { PlanCard } from '@sidegate/core/hangouts/plan-card'
import { prepareCard } from './card.ts'
import { type CommandKey, prepareCommand } from './commands.ts'
import { checksum } from './packing.ts'

export interface Refounding {
  /** The epoch that ends. */
  address: DocumentAddress
  /** The one that begins; it is higher. */
  epoch: number
  update: Uint8Array
  /** Of the definition that it is written with. */
  version: number
  /** 'gone': nobody may read what was there before. */
  history: 'kept' | 'gone'
  at: number
  card?: PlanCard
  command?: CommandKey
}

const OF_ONE_EPOCH = [
  'document_updates',
  'document_snapshots',
  'document_snapshots_before',
  'document_clients',
  'document_faults',
] as const
const HISTORY = ['document_changes', 'restore_points'] as const

/** false: the address isn't current any more, and nothing was done. Owners stay: records keep their ids. */
export function refoundIn(raw: DatabaseSync, refounding: Refounding): boolean {
  const { address, epoch, update, version, history, at, card, command } = refounding
  const { kind, id } = address
  if (!begin(raw, address, { epoch, version, at })) return false
  for (const table of history === 'gone' ? [...OF_ONE_EPOCH, ...HISTORY] : OF_ONE_EPOCH)
    raw.prepare(`delete from ${table} where kind = ? and id = ?`).run(kind, id)
  // Twice, as at the first founding (P21).
  for (const table of ['document_snapshots', 'document_snapshots_before'])
    raw
      .prepare(
        `insert into ${table} (kind, id, epoch, bytes, through_seq, written_at, checksum)
         values (?, ?, ?, ?, 0, ?, ?)`,
      )
      .run(kind, id, epoch, update, at, checksum(update))
  if (card) prepareCard(raw)(id, card)
  if (command) prepareCommand(raw)(command)
  return true
}

/** A document that can't be loaded whole begins its new epoch with the bytes that it has. */
export function carryIntoEpoch(
  raw: DatabaseSync,
  address: DocumentAddress,
  epoch: number,
  at: number,
): boolean {
  const { kind, id } = address
  const version = raw
    .prepare('select version from documents where kind = ? and id = ?')
    .get(kind, id)?.version
  if (!begin(raw, address, { epoch, version: Number(version ?? 1), at })) return false
  for (const table of OF_ONE_EPOCH)
    raw.prepare(`update ${table} set epoch = ? where kind = ? and id = ?`).run(epoch, kind, id)
  return true
}

function begin(
  raw: DatabaseSync,
  { kind, id, epoch: before }: DocumentAddress,
  { epoch, version, at }: { epoch: number; version: number; at: number },
): boolean {
  const { changes } = raw
    .prepare(
      'update documents set epoch = ?, version = ?, founded_at = ? where kind = ? and id = ? and epoch = ?',
    )
    .run(epoch, version, at, kind, id, before)
  return changes > 0
}
