/** The tables as Kysely sees them. Booleans are 0/1, instants integer ms UTC, ids text, blobs bytes: the same on Postgres. */

import type { AuditAct } from '@sidegate/core/audit'
import type { DocumentKind } from '@sidegate/core/documents/address'
import type { PlanFrame } from '@sidegate/core/documents/plan'
import type { CostBand } from '@sidegate/core/documents/values'
import type { Answer } from '@sidegate/core/hangouts/answers'
import type { MailKind } from '@sidegate/core/mail-kinds'
import type { Generated } from 'kysely'

/** Which mails somebody wants. */
export type Mails = 'all' | 'urgent' | 'none'
/** `answers`: a further device that hasn't shown yet whose it is. */
export type SessionLevel = 'answers' | 'full'
/** `along`: in a mail that is about something else. */
export type LinkWay = 'mailed' | 'along' | 'copied' | 'printed' | 'own'

export interface Database {
  installation: {
    id: string
    name: string
    language: string
    zone: Generated<string>
    /** null: the first run is still open. */
    set_up_at: number | null
    /** The host name that passkeys are bound to, fixed with the first one. */
    passkey_host: string | null
    created_at: number
    checked_at: number
  }
  circles: {
    id: string
    name: string
    zone: string
    order_seed: string
    created_at: number
    /** 1: the house's own, of those who operate and have no family in any class; never listed. */
    house: Generated<number>
  }
  families: {
    id: string
    circle_id: string
    name: Uint8Array
    counted_only: number
    created_at: number
    own_line: Uint8Array | null
    own_line_on: number | null
    left_at: number | null
  }
  guardians: {
    id: string
    family_id: string
    name: Uint8Array
    organizer: number
    operator: number
    joined_at: number | null
    created_at: number
    email: Uint8Array | null
    /** Of the address in its normal form: finds it without opening it. null: nobody has shown that it is theirs. */
    email_index: Uint8Array | null
    phone: Uint8Array | null
    /** null: the house's. */
    language: string | null
    mails: Generated<Mails>
    safeguarding: Generated<number>
    /** Finds nothing any more from then on; the row goes 30 days later. */
    left_at: number | null
  }
  kids: { id: string; circle_id: string; name: Uint8Array; created_at: number; left_at: number | null }
  kid_guardians: { kid_id: string; guardian_id: string }
  data_keys: {
    subject_id: string
    subject: 'family' | 'kid' | 'circle'
    wrapped: Uint8Array
    created_at: number
  }
  sessions: {
    id: string
    token_hash: Uint8Array
    /** Coarse, for its own guardian to know it by: "Chrome, Android". */
    device: Generated<string>
    opened_at: number
    last_seen_at: number
    /** Signed out, here or from afar: kept so that a device that comes back with it wipes what it holds. */
    ended_at: number | null
  }
  /** As whom a device is in: one guardian in each of its circles. */
  session_guardians: {
    session_id: string
    guardian_id: string
    level: SessionLevel
    /** When it was last shown that it is really them: powers count from here. Each guardian's own (entering.ts). */
    proved_at: Generated<number>
    added_at: number
    link_id: string | null
  }
  personal_links: {
    id: string
    guardian_id: string
    token_hash: Uint8Array
    created_at: number
    revoked_at: number | null
    how: Generated<LinkWay>
    issued_by: string | null
    /** Its first device came in wholly then; each further one is asked. */
    used_at: number | null
    last_used_at: number | null
  }
  codes: {
    id: string
    /** Of the cookie in the browser that asked: a code is typed where it was asked for. */
    attempt_hash: Uint8Array
    address_index: Uint8Array
    code_hash: Uint8Array
    made_at: number
    tries: Generated<number>
    used_at: number | null
  }
  /** Another address that a guardian gave for themselves; it counts once the code to it was typed. */
  new_addresses: {
    id: string
    guardian_id: string
    /** The address and the code, as JSON, sealed under the family. */
    asked: Uint8Array
    made_at: number
    tries: Generated<number>
    used_at: number | null
  }
  passkeys: {
    id: string
    credential_id: Uint8Array
    public_key: Uint8Array
    counter: number
    /** A JSON list. */
    transports: Generated<string>
    device: Generated<string>
    made_at: number
    last_used_at: number | null
  }
  passkey_guardians: { passkey_id: string; guardian_id: string }
  passkey_challenges: {
    id: string
    challenge: string
    purpose: 'add' | 'enter'
    made_at: number
  }
  outbox: {
    id: string
    kind: MailKind
    guardian_id: string
    circle_id: string
    hangout_id: string | null
    /** What the mail needs beside its kind, as JSON, sealed under the guardian's family; destroyed once sent. */
    content: Uint8Array | null
    state: 'waiting' | 'leased' | 'sent' | 'failed' | 'bounced'
    tries: Generated<number>
    next_at: number
    leased_until: number | null
    fault: string | null
    made_at: number
    sent_at: number | null
  }
  posters: {
    id: string
    circle_id: string
    token_hash: Uint8Array
    made_by: string
    made_at: number
    expires_at: number
    revoked_at: number | null
    uses: Generated<number>
    cap: number
  }
  /** Who typed a name at a poster; sealed under the circle's key, for they have no family yet. */
  waiting: {
    id: string
    circle_id: string
    poster_id: string
    token_hash: Uint8Array
    kid_name: Uint8Array
    guardian_name: Uint8Array
    email: Uint8Array | null
    email_index: Uint8Array | null
    made_at: number
    state: 'waiting' | 'in' | 'away'
    decided_by: string | null
    decided_at: number | null
    /** As whom they were let in. */
    guardian_id: string | null
  }
  /** A family that was asked and said that who waits is none of theirs. */
  waiting_not_theirs: { waiting_id: string; family_id: string }
  class_links: {
    id: string
    hangout_id: string
    token_hash: Uint8Array
    made_by: string
    made_at: number
    revoked_at: number | null
  }
  audit: {
    id: Generated<number>
    at: number
    act: AuditAct
    by_guardian_id: string | null
    by_part: string
    circle_id: string | null
    family_id: string | null
    guardian_id: string | null
    kid_id: string | null
    hangout_id: string | null
    /** JSON: ids, counts and words of our own, never what people wrote. */
    detail: Generated<string>
  }
  setup_links: { token_hash: Uint8Array; made_at: number; expires_at: number; used_at: number | null }
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
    template: string | null
    sent_at: number | null
    /** What homes were last told by mail, as JSON (hangout-mails.ts); null: nothing yet. */
    told: string | null
  }
  /** Sealed under the host family; gone after the day. */
  hangout_addresses: { hangout_id: string; family_id: string; address: Uint8Array; written_at: number }
  hangout_hosts: { hangout_id: string; family_id: string; part: 'host' | 'co-host' }
  list_entries: { hangout_id: string; kid_id: string }
  rsvps: {
    hangout_id: string
    kid_id: string
    family_id: string
    answer: Answer
    guardian_id: string
    answered_at: number
    /** Private helps to the hosts, a JSON list, sealed under the family. */
    helps: Uint8Array | null
    /** The organizer who was told in person. */
    told_by: string | null
  }
  votes: { circle_id: string; idea_id: string; guardian_id: string; voted_at: number }
  commands: {
    guardian_id: string
    key: string
    digest: Uint8Array
    done_at: number
    /** The id of what it made; null: it made nothing. */
    result: string | null
  }
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
