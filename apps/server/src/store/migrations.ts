/** Numbered, forward only. A migration that has been released is never edited. */
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Database } from './schema.ts'

const migrations: Record<string, Migration> = {
  '0001-thread': {
    async up(db: Kysely<unknown>) {
      for (const statement of FIRST) await sql.raw(statement).execute(db)
    },
  },
  '0002-ended-sessions': {
    async up(db: Kysely<unknown>) {
      await sql.raw('alter table sessions add column ended_at integer').execute(db)
    },
  },
  '0003-history': {
    async up(db: Kysely<unknown>) {
      for (const statement of HISTORY) await sql.raw(statement).execute(db)
    },
  },
  '0004-proven-bytes': {
    async up(db: Kysely<unknown>) {
      for (const statement of PROVEN_BYTES) await sql.raw(statement).execute(db)
    },
  },
  '0005-getting-in': {
    async up(db: Kysely<unknown>) {
      for (const statement of GETTING_IN) await sql.raw(statement).execute(db)
    },
  },
}

/** In their order. */
export const migrationNames: readonly string[] = Object.keys(migrations)

/** Brings the database to the newest form, or to that of `upTo`; throws, and changes nothing, when a migration fails. */
export async function migrate(db: Kysely<Database>, upTo?: string): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: 'migrations',
    migrationLockTableName: 'migration_lock',
  })
  const { error } = await (upTo ? migrator.migrateTo(upTo) : migrator.migrateToLatest())
  if (error) throw error
}

const FIRST = [
  `create table installation (
    id text primary key, name text not null, language text not null,
    created_at integer not null, checked_at integer not null)`,
  `create table circles (
    id text primary key, name text not null, zone text not null, order_seed text not null,
    created_at integer not null)`,
  `create table families (
    id text primary key, circle_id text not null references circles(id), name blob not null,
    counted_only integer not null, created_at integer not null)`,
  'create index families_of_circle on families (circle_id)',
  `create table guardians (
    id text primary key, family_id text not null references families(id), name blob not null,
    organizer integer not null, operator integer not null, joined_at integer, created_at integer not null)`,
  'create index guardians_of_family on guardians (family_id)',
  `create table kids (
    id text primary key, circle_id text not null references circles(id), name blob not null,
    created_at integer not null)`,
  'create index kids_of_circle on kids (circle_id)',
  `create table kid_guardians (
    kid_id text not null references kids(id) on delete cascade,
    guardian_id text not null references guardians(id) on delete cascade,
    primary key (kid_id, guardian_id))`,
  'create index kids_of_guardian on kid_guardians (guardian_id)',
  `create table data_keys (
    subject_id text primary key, subject text not null check (subject in ('family', 'kid')),
    wrapped blob not null, created_at integer not null)`,
  `create table sessions (
    id text primary key, token_hash blob not null unique,
    guardian_id text not null references guardians(id) on delete cascade,
    opened_at integer not null, last_seen_at integer not null)`,
  'create index sessions_of_guardian on sessions (guardian_id)',
  `create table personal_links (
    id text primary key, guardian_id text not null references guardians(id) on delete cascade,
    token_hash blob not null unique, created_at integer not null, revoked_at integer)`,
  `create table hangouts (
    id text primary key, circle_id text not null references circles(id), title text not null,
    starts_at text not null, ends_at text not null, zone text not null, area text not null,
    cost_band text not null, state text not null, drawing text not null,
    whole_circle integer not null, created_at integer not null)`,
  'create index hangouts_of_circle on hangouts (circle_id, starts_at)',
  `create table hangout_hosts (
    hangout_id text not null references hangouts(id) on delete cascade,
    family_id text not null references families(id), part text not null check (part in ('host', 'co-host')),
    primary key (hangout_id, family_id))`,
  `create table list_entries (
    hangout_id text not null references hangouts(id) on delete cascade,
    kid_id text not null references kids(id) on delete cascade,
    primary key (hangout_id, kid_id))`,
  'create index lists_of_kid on list_entries (kid_id)',
  `create table rsvps (
    hangout_id text not null, kid_id text not null, family_id text not null references families(id),
    answer text not null check (answer in ('going', 'maybe', 'not-this-time')),
    guardian_id text not null, answered_at integer not null,
    primary key (hangout_id, kid_id, family_id),
    foreign key (hangout_id, kid_id) references list_entries(hangout_id, kid_id) on delete cascade)`,
  `create table votes (
    circle_id text not null references circles(id), idea_id text not null,
    guardian_id text not null references guardians(id) on delete cascade, voted_at integer not null,
    primary key (circle_id, idea_id, guardian_id))`,
  `create table commands (
    guardian_id text not null references guardians(id) on delete cascade, key text not null,
    digest blob not null, done_at integer not null,
    primary key (guardian_id, key))`,
  `create table documents (
    kind text not null, id text not null, epoch integer not null, founded_at integer not null,
    primary key (kind, id))`,
  `create table document_updates (
    seq integer primary key autoincrement, kind text not null, id text not null, epoch integer not null,
    bytes blob not null, guardian_id text, written_at integer not null)`,
  'create index updates_of_document on document_updates (kind, id, epoch, seq)',
  `create table document_snapshots (
    kind text not null, id text not null, epoch integer not null, bytes blob not null,
    through_seq integer not null, written_at integer not null,
    primary key (kind, id, epoch))`,
  `create table document_clients (
    kind text not null, id text not null, epoch integer not null, client_id integer not null, guardian_id text,
    primary key (kind, id, epoch, client_id))`,
  `create table document_owners (
    kind text not null, id text not null, record text not null,
    family_id text not null references families(id) on delete cascade,
    primary key (kind, id, record))`,
]

const HISTORY = [
  // The version of the definition that the document was written with; a breaking change founds it anew.
  'alter table documents add column version integer not null default 1',
  `create table document_changes (
    change_id integer primary key autoincrement, kind text not null, id text not null, epoch integer not null,
    path text not null, label text, content text not null,
    guardian_id text, made_at integer not null, until_at integer not null, undone_at integer)`,
  'create index changes_of_document on document_changes (kind, id, change_id)',
  'create index changes_of_guardian on document_changes (guardian_id)',
  'create index changes_by_age on document_changes (until_at)',
  `create table restore_points (
    point_id text primary key, kind text not null, id text not null, epoch integer not null,
    reason text not null check (reason in ('hourly', 'by-hand', 'before-deletion', 'before-restore')),
    guardian_id text, note text, made_at integer not null, since_at integer not null, state text not null,
    restored_at integer)`,
  'create index points_of_document on restore_points (kind, id, made_at)',
  `create table document_faults (
    kind text not null, id text not null, epoch integer not null, found_at integer not null, reason text not null,
    primary key (kind, id))`,
]

const PROVEN_BYTES = [
  'alter table document_updates add column checksum integer',
  'alter table document_snapshots add column state_vector blob',
  'alter table document_snapshots add column deletions blob',
  'alter table document_snapshots add column checksum integer',
  `create table document_snapshots_before (
    kind text not null, id text not null, epoch integer not null, bytes blob not null,
    through_seq integer not null, written_at integer not null, checksum integer,
    primary key (kind, id, epoch))`,
  `insert into document_snapshots_before
   select kind, id, epoch, bytes, through_seq, written_at, null from document_snapshots`,
]

const GETTING_IN = [
  "alter table installation add column zone text not null default 'UTC'",
  // null: the first run is still open, and only the setup link leads in.
  'alter table installation add column set_up_at integer',
  'alter table installation add column passkey_host text',
  // A house with people in it was set up, whoever did it.
  'update installation set set_up_at = created_at where exists (select 1 from circles)',
  // The house's own circle holds those who operate and have no family in any class; it is never listed.
  'alter table circles add column house integer not null default 0',
  'alter table families add column own_line blob',
  'alter table families add column own_line_on integer',
  'alter table families add column left_at integer',
  'alter table guardians add column email blob',
  'alter table guardians add column email_index blob',
  'alter table guardians add column phone blob',
  'alter table guardians add column language text',
  `alter table guardians add column mails text not null default 'all' check (mails in ('all', 'urgent', 'none'))`,
  'alter table guardians add column safeguarding integer not null default 0',
  'alter table guardians add column left_at integer',
  'create index guardians_by_email on guardians (email_index) where email_index is not null',
  'alter table kids add column left_at integer',
  `create table data_keys_now (
    subject_id text primary key, subject text not null check (subject in ('family', 'kid', 'circle')),
    wrapped blob not null, created_at integer not null)`,
  'insert into data_keys_now select subject_id, subject, wrapped, created_at from data_keys',
  'drop table data_keys',
  'alter table data_keys_now rename to data_keys',
  `create table session_guardians (
    session_id text not null, guardian_id text not null references guardians(id) on delete cascade,
    level text not null check (level in ('answers', 'full')), proved_at integer not null default 0,
    added_at integer not null, link_id text,
    primary key (session_id, guardian_id))`,
  'create index sessions_by_guardian on session_guardians (guardian_id)',
  `insert into session_guardians (session_id, guardian_id, level, proved_at, added_at)
   select id, guardian_id, 'full', opened_at, opened_at from sessions`,
  `create table sessions_now (
    id text primary key, token_hash blob not null unique, device text not null default '',
    opened_at integer not null, last_seen_at integer not null, ended_at integer)`,
  `insert into sessions_now (id, token_hash, opened_at, last_seen_at, ended_at)
   select id, token_hash, opened_at, last_seen_at, ended_at from sessions`,
  'drop table sessions',
  'alter table sessions_now rename to sessions',
  `alter table personal_links add column how text not null default 'copied'
    check (how in ('mailed', 'along', 'copied', 'printed', 'own'))`,
  'alter table personal_links add column issued_by text',
  'alter table personal_links add column used_at integer',
  'alter table personal_links add column last_used_at integer',
  `update personal_links set used_at =
    (select joined_at from guardians where guardians.id = personal_links.guardian_id)`,
  'create index links_of_guardian on personal_links (guardian_id)',
  `create table codes (
    id text primary key, attempt_hash blob not null unique, address_index blob not null, code_hash blob not null,
    made_at integer not null, tries integer not null default 0, used_at integer)`,
  'create index codes_of_address on codes (address_index, made_at)',
  `create table new_addresses (
    id text primary key, guardian_id text not null references guardians(id) on delete cascade,
    asked blob not null, made_at integer not null, tries integer not null default 0, used_at integer)`,
  'create index new_addresses_of_guardian on new_addresses (guardian_id, made_at)',
  `create table passkeys (
    id text primary key, credential_id blob not null unique, public_key blob not null, counter integer not null,
    transports text not null default '[]', device text not null default '',
    made_at integer not null, last_used_at integer)`,
  `create table passkey_guardians (
    passkey_id text not null references passkeys(id) on delete cascade,
    guardian_id text not null references guardians(id) on delete cascade,
    primary key (passkey_id, guardian_id))`,
  'create index passkeys_of_guardian on passkey_guardians (guardian_id)',
  `create table passkey_challenges (
    id text primary key, challenge text not null, purpose text not null check (purpose in ('add', 'enter')),
    made_at integer not null)`,
  `create table outbox (
    id text primary key, kind text not null,
    guardian_id text not null references guardians(id) on delete cascade,
    circle_id text not null, hangout_id text, content blob,
    state text not null check (state in ('waiting', 'leased', 'sent', 'failed', 'bounced')),
    tries integer not null default 0, next_at integer not null, leased_until integer, fault text,
    made_at integer not null, sent_at integer)`,
  "create index outbox_waiting on outbox (next_at) where state in ('waiting', 'leased')",
  'create index outbox_of_guardian on outbox (guardian_id, made_at)',
  `create table posters (
    id text primary key, circle_id text not null references circles(id), token_hash blob not null unique,
    made_by text not null, made_at integer not null, expires_at integer not null, revoked_at integer,
    uses integer not null default 0, cap integer not null)`,
  'create index posters_of_circle on posters (circle_id)',
  `create table waiting (
    id text primary key, circle_id text not null references circles(id), poster_id text not null references posters(id),
    token_hash blob not null, kid_name blob not null, guardian_name blob not null, email blob,
    email_index blob, made_at integer not null,
    state text not null check (state in ('waiting', 'in', 'away')),
    decided_by text, decided_at integer, guardian_id text references guardians(id) on delete cascade,
    unique (token_hash, circle_id))`,
  'create index waiting_of_circle on waiting (circle_id, made_at)',
  `create table waiting_not_theirs (
    waiting_id text not null references waiting(id) on delete cascade,
    family_id text not null references families(id) on delete cascade, primary key (waiting_id, family_id))`,
  `create table class_links (
    id text primary key, hangout_id text not null references hangouts(id) on delete cascade,
    token_hash blob not null unique, made_by text not null, made_at integer not null, revoked_at integer)`,
  'create index class_links_of_hangout on class_links (hangout_id)',
  `create table audit (
    id integer primary key autoincrement, at integer not null, act text not null, by_guardian_id text,
    by_part text not null, circle_id text, family_id text, guardian_id text, kid_id text, hangout_id text,
    detail text not null default '{}')`,
  'create index audit_of_circle on audit (circle_id, id)',
  'create index audit_of_family on audit (family_id, id)',
  // What was done stays done: nobody changes a line, and none goes before its time (retention deletes by age).
  `create trigger audit_is_not_changed before update on audit
   begin select raise(abort, 'audit is append-only'); end`,
  `create table setup_links (
    token_hash blob primary key, made_at integer not null, expires_at integer not null, used_at integer)`,
  'alter table hangouts add column template text',
  'alter table hangouts add column sent_at integer',
  "update hangouts set sent_at = created_at where state <> 'draft'",
  // What homes were last told by mail; those of before know what stands on the card.
  'alter table hangouts add column told text',
  `update hangouts set told = json_object('off', json(iif(state = 'off', 'true', 'false')), 'title', title,
    'startsAt', starts_at, 'endsAt', ends_at, 'area', area) where state <> 'draft'`,
  // What it came to, for who sends it again: the id of what was made.
  'alter table commands add column result text',
  // They were plain hashes of few possible contents: that they were done is enough.
  "update commands set digest = x''",
  `create table hangout_addresses (
    hangout_id text primary key references hangouts(id) on delete cascade,
    family_id text not null references families(id), address blob not null, written_at integer not null)`,
  'alter table rsvps add column helps blob',
  'alter table rsvps add column told_by text',
]
