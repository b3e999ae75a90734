/**
 * What a restored backup must take over from the database that it replaces: who was signed out, who left, and which
 * links were withdrawn since. A lost phone stays locked out.
 */
import type { DatabaseSync } from 'node:sqlite'

/**
 * Resolves to the highest epoch that a phone may hold from `previous`. Sessions become those of `previous`, of the
 * guardians that the backup knows. Throws, and changes nothing, when `previous` can't be read.
 */
export function carryOver(raw: DatabaseSync, previous: string): number {
  raw.prepare('attach database ? as previous').run(previous)
  try {
    const epoch = Number(raw.prepare('select max(epoch) as epoch from previous.documents').get()?.epoch ?? 0)
    const columns = 'id, token_hash, device, opened_at, proved_at, last_seen_at, ended_at'
    const parts = 'session_id, guardian_id, level, added_at, link_id'
    raw.exec(`begin;
      delete from main.sessions;
      delete from main.session_guardians;
      insert into main.sessions (${columns}) select ${columns} from previous.sessions;
      insert into main.session_guardians (${parts}) select ${parts} from previous.session_guardians
        where guardian_id in (select id from main.guardians);
      update main.personal_links set revoked_at = (
        select revoked_at from previous.personal_links p where p.id = personal_links.id)
        where id in (select id from previous.personal_links where revoked_at is not null);
      update main.guardians set left_at = (select left_at from previous.guardians p where p.id = guardians.id)
        where id in (select id from previous.guardians where left_at is not null);
      update main.families set left_at = (select left_at from previous.families p where p.id = families.id)
        where id in (select id from previous.families where left_at is not null);
      update main.kids set left_at = (select left_at from previous.kids p where p.id = kids.id)
        where id in (select id from previous.kids where left_at is not null);
      commit`)
    return epoch
  } finally {
    if (raw.isTransaction) raw.exec('rollback')
    raw.exec('detach database previous')
  }
}
