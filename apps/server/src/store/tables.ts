/**
 * Whose data each table holds, and for how long. Export and erasure derive from this; a table without a line here
 * fails a test (architecture.md).
 */
import type { Database, TableName } from './schema.ts'

export type DataSubject = 'family' | 'kid' | 'guardian' | 'circle' | 'hangout' | 'installation' | 'document'

export interface TableDeclaration<T extends TableName = TableName> {
  of: DataSubject
  /** The column that says whose; the installation's own tables have none. */
  via: keyof Database[T] | null
  /** Encrypted from the first row on, under the data key of the family or the kid. */
  secret: readonly (keyof Database[T])[]
  /** When a row goes, as the product says it to families. */
  retention: string
}

export const tables: { readonly [T in TableName]: TableDeclaration<T> } = {
  installation: { of: 'installation', via: null, secret: [], retention: 'as long as the installation' },
  circles: { of: 'circle', via: 'id', secret: [], retention: "until the circle's year ends" },
  families: {
    of: 'family',
    via: 'id',
    secret: ['name', 'own_line'],
    retention: 'until 30 days after the family leaves',
  },
  guardians: {
    of: 'guardian',
    via: 'id',
    secret: ['name', 'email', 'email_index', 'phone'],
    retention: 'until 30 days after the guardian leaves',
  },
  kids: { of: 'kid', via: 'id', secret: ['name'], retention: 'until 30 days after the last home leaves' },
  kid_guardians: { of: 'kid', via: 'kid_id', secret: [], retention: 'until the link is ended' },
  data_keys: {
    of: 'family',
    via: 'subject_id',
    secret: ['wrapped'],
    retention: 'destroyed first at erasure',
  },
  sessions: {
    of: 'installation',
    via: null,
    secret: ['token_hash'],
    retention: '30 days idle, or 30 days after it was ended',
  },
  session_guardians: {
    of: 'guardian',
    via: 'guardian_id',
    secret: [],
    retention: 'with the session, or until the guardian leaves',
  },
  codes: {
    of: 'installation',
    via: null,
    secret: ['attempt_hash', 'address_index', 'code_hash'],
    retention: 'one day',
  },
  new_addresses: { of: 'guardian', via: 'guardian_id', secret: ['asked'], retention: 'one day' },
  passkeys: {
    of: 'installation',
    via: null,
    secret: ['credential_id', 'public_key'],
    retention: 'until it is taken away, or its last guardian leaves',
  },
  passkey_guardians: { of: 'guardian', via: 'guardian_id', secret: [], retention: 'with the passkey' },
  passkey_challenges: { of: 'installation', via: null, secret: [], retention: 'one day' },
  outbox: { of: 'guardian', via: 'guardian_id', secret: ['content'], retention: '30 days' },
  posters: {
    of: 'circle',
    via: 'circle_id',
    secret: ['token_hash'],
    retention: '30 days after it expired or was ended',
  },
  waiting: {
    of: 'circle',
    via: 'circle_id',
    secret: ['token_hash', 'kid_name', 'guardian_name', 'email', 'email_index'],
    retention: '30 days',
  },
  waiting_not_theirs: { of: 'family', via: 'family_id', secret: [], retention: 'with who waits' },
  class_links: { of: 'hangout', via: 'hangout_id', secret: ['token_hash'], retention: 'with the hangout' },
  audit: { of: 'circle', via: 'circle_id', secret: [], retention: 'one year' },
  setup_links: { of: 'installation', via: null, secret: ['token_hash'], retention: 'one day' },
  hangout_addresses: {
    of: 'family',
    via: 'family_id',
    secret: ['address'],
    retention: 'until the day ends',
  },
  personal_links: { of: 'guardian', via: 'guardian_id', secret: ['token_hash'], retention: 'until revoked' },
  hangouts: { of: 'hangout', via: 'id', secret: [], retention: '60 days after the day' },
  hangout_hosts: { of: 'family', via: 'family_id', secret: [], retention: 'with the hangout' },
  list_entries: { of: 'kid', via: 'kid_id', secret: [], retention: 'with the hangout' },
  rsvps: { of: 'kid', via: 'kid_id', secret: ['helps'], retention: 'with the hangout' },
  votes: { of: 'guardian', via: 'guardian_id', secret: [], retention: 'with the idea' },
  commands: { of: 'guardian', via: 'guardian_id', secret: [], retention: '30 days' },
  documents: { of: 'document', via: 'id', secret: [], retention: 'with the hangout or the circle' },
  document_updates: {
    of: 'document',
    via: 'id',
    secret: [],
    retention: 'until the next snapshot, at most 30 days',
  },
  document_snapshots: { of: 'document', via: 'id', secret: [], retention: 'until the next snapshot' },
  document_snapshots_before: {
    of: 'document',
    via: 'id',
    secret: [],
    retention: 'until the snapshot after the next, at most 30 days',
  },
  document_clients: {
    of: 'guardian',
    via: 'guardian_id',
    secret: [],
    retention: "with the document's epoch",
  },
  document_owners: { of: 'family', via: 'family_id', secret: [], retention: 'with the document' },
  // What people wrote stands in plain here as it does in document_updates; names don't.
  document_changes: { of: 'document', via: 'id', secret: [], retention: '30 days' },
  restore_points: { of: 'document', via: 'id', secret: [], retention: '30 days' },
  document_faults: { of: 'document', via: 'id', secret: [], retention: 'until the document loads again' },
  migrations: { of: 'installation', via: null, secret: [], retention: 'as long as the installation' },
  migration_lock: { of: 'installation', via: null, secret: [], retention: 'as long as the installation' },
}
