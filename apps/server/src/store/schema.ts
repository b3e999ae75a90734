/** The tables as Kysely sees them. Booleans are 0/1, instants integer ms UTC, ids text, blobs bytes: the same on Postgres. */
import type { DocumentKind } from '@sidegate/core/documents/address'
import type { PlanFrame } from '@sidegate/core/documents/plan'
import type { CostBand } from '@sidegate/core/documents/values'
import type { Answer } from '@sidegate/core/hangouts/answers'
import type { Generated } from 'kysely'

export interface Database {
  installation: { id: string; name: string; language: string; created_at: number; checked_at: number }
  circles: { id: string; name: string; zone: string; order_seed: string; created_at: number }
  families: { id: string; circle_id: string; name: Uint8Array; counted_only: number; created_at: number }
  guardians: {
    id: string
    family_id: string
    name: Uint8Array
    organizer: number
    operator: number
    joined_at: number | null
    created_at: number
  }
  kids: { id: string; circle_id: string; name: Uint8Array; created_at: number }
  kid_guardians: { kid_id: string; guardian_id: string }
  data_keys: { subject_id: string; subject: 'family' | 'kid'; wrapped: Uint8Array; created_at: number }
  sessions: {
    id: string
    token_hash: Uint8Array
    guardian_id: string
    opened_at: number
    last_seen_at: number
    /** Signed out, here or from afar: kept so that a device that comes back with it wipes what it holds. */
    ended_at: number | null
  }
  personal_links: {
    id: string
    guardian_id: string
    token_hash: Uint8Array
    created_at: number
    revoked_at: number | null
  }
  hangouts: {
    id: string
    circle_id: string
    title: string
    starts_at: string
    ends_at: string
    zone: string
    area: string
    cost_band: CostBand
    state: PlanFrame['state']
    drawing: PlanFrame['drawing']
    whole_circle: number
    created_at: number
  }
  hangout_hosts: { hangout_id: string; family_id: string; part: 'host' | 'co-host' }
  list_entries: { hangout_id: string; kid_id: string }
  rsvps: {
    hangout_id: string
    kid_id: string
    family_id: string
    answer: Answer
    guardian_id: string
    answered_at: number
  }
  votes: { circle_id: string; idea_id: string; guardian_id: string; voted_at: number }
  commands: { guardian_id: string; key: string; digest: Uint8Array; done_at: number }
  documents: { kind: DocumentKind; id: string; epoch: number; founded_at: number; version: Generated<number> }
  document_updates: {
    seq: Generated<number>
    kind: DocumentKind
    id: string
    epoch: number
    bytes: Uint8Array
    /** Of the whole row, when several wrote in one flush: null. */
    guardian_id: string | null
    written_at: number
    /** null: a row of before, with one bare update. */
    checksum: number | null
  }
  document_snapshots: {
    kind: DocumentKind
    id: string
    epoch: number
    bytes: Uint8Array
    through_seq: number
    written_at: number
    state_vector: Uint8Array | null
    deletions: Uint8Array | null
    checksum: number | null
  }
  /** The snapshot before the present one: the last good one, should the present one turn out damaged. */
  document_snapshots_before: {
    kind: DocumentKind
    id: string
    epoch: number
    bytes: Uint8Array
    through_seq: number
    written_at: number
    checksum: number | null
  }
  document_clients: {
    kind: DocumentKind
    id: string
    epoch: number
    client_id: number
    guardian_id: string | null
  }
  document_owners: { kind: DocumentKind; id: string; record: string; family_id: string }
  document_changes: {
    change_id: Generated<number>
    kind: DocumentKind
    id: string
    epoch: number
    path: string
    label: string | null
    /** A change of core's documents/changes.ts without path and label, as JSON. */
    content: string
    /** null: by the house. */
    guardian_id: string | null
    made_at: number
    until_at: number
    undone_at: number | null
  }
  restore_points: {
    point_id: string
    kind: DocumentKind
    id: string
    epoch: number
    reason: 'hourly' | 'by-hand' | 'before-deletion' | 'before-restore'
    /** Whose hand; before a deletion: who deleted; null: nobody's, it was time. */
    guardian_id: string | null
    note: string | null
    made_at: number
    /** What was changed from then on came after the state of this point. */
    since_at: number
    /** The shared fields of the document, as JSON. */
    state: string
    restored_at: number | null
  }
  document_faults: { kind: DocumentKind; id: string; epoch: number; found_at: number; reason: string }
  migrations: { name: string; timestamp: string }
  migration_lock: { id: string; is_locked: number }
}

export type TableName = keyof Database
