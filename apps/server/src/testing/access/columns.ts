/**
 * What stands readable in the database: every column that isn't sealed or hashed (`secret` in store/tables.ts). Whoever
 * adds one says here that it may be read by whoever has the file, or seals it.
 */
import type { TableName } from '../../store/schema.ts'

export const OPEN: { [T in TableName]: string } = {
  audit: 'id at act by_guardian_id by_part circle_id family_id guardian_id kid_id hangout_id detail',
  circles: 'id name zone order_seed created_at house',
  class_links: 'id hangout_id made_by made_at revoked_at',
  codes: 'id made_at tries used_at',
  commands: 'guardian_id key digest done_at result',
  data_keys: 'subject_id subject created_at',
  document_changes: 'change_id kind id epoch path label content guardian_id made_at until_at undone_at',
  document_clients: 'kind id epoch client_id guardian_id',
  document_faults: 'kind id epoch found_at reason',
  document_owners: 'kind id record family_id',
  document_snapshots: 'kind id epoch bytes through_seq written_at state_vector deletions checksum',
  document_snapshots_before: 'kind id epoch bytes through_seq written_at checksum',
  document_updates: 'seq kind id epoch bytes guardian_id written_at checksum',
  documents: 'kind id epoch founded_at version',
  families: 'id circle_id counted_only created_at own_line_on left_at',
  guardians: 'id family_id organizer operator joined_at created_at language mails safeguarding left_at',
  hangout_addresses: 'hangout_id family_id written_at',
  hangout_hosts: 'hangout_id family_id part',
  hangouts:
    'id circle_id title starts_at ends_at zone area cost_band state drawing whole_circle created_at template sent_at told',
  installation: 'id name language created_at checked_at zone set_up_at passkey_host',
  kid_guardians: 'kid_id guardian_id',
  kids: 'id circle_id created_at left_at',
  list_entries: 'hangout_id kid_id',
  migration_lock: 'id is_locked',
  migrations: 'name timestamp',
  new_addresses: 'id guardian_id made_at tries used_at',
  outbox: 'id kind guardian_id circle_id hangout_id state tries next_at leased_until fault made_at sent_at',
  passkey_challenges: 'id challenge purpose made_at',
  passkey_guardians: 'passkey_id guardian_id',
  passkeys: 'id counter transports device made_at last_used_at',
  personal_links: 'id guardian_id created_at revoked_at how issued_by used_at last_used_at',
  posters: 'id circle_id made_by made_at expires_at revoked_at uses cap',
  restore_points: 'point_id kind id epoch reason guardian_id note made_at since_at state restored_at',
  rsvps: 'hangout_id kid_id family_id answer guardian_id answered_at told_by',
  session_guardians: 'session_id guardian_id level proved_at added_at link_id',
  sessions: 'id device opened_at last_seen_at ended_at',
  setup_links: 'made_at expires_at used_at',
  votes: 'circle_id idea_id guardian_id voted_at',
  waiting: 'id circle_id poster_id made_at state decided_by decided_at guardian_id',
  waiting_not_theirs: 'waiting_id family_id',
}
