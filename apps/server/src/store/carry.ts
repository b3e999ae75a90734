/**
 * What a restored backup must take over from the database that it replaces: who was signed out, who left, which
 * passkeys were taken away, and which links were withdrawn or used since. A lost phone stays locked out, and no link
 * lets in a first device twice.
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
    const columns = 'id, token_hash, device, opened_at, last_seen_at, ended_at'
    const parts = 'session_id, guardian_id, level, proved_at, added_at, link_id'
    const keys = 'id, credential_id, public_key, counter, transports, device, made_at, last_used_at'
    raw.exec(`begin;
      delete from main.sessions;
      delete from main.session_guardians;
      insert into main.sessions (${columns}) select ${columns} from previous.sessions;
      insert into main.session_guardians (${parts}) select ${parts} from previous.session_guardians
        where guardian_id in (select id from main.guardians);
      update main.personal_links set revoked_at = (
        select revoked_at from previous.personal_links p where p.id = personal_links.id)
        where id in (select id from previous.personal_links where revoked_at is not null);
      update main.personal_links set used_at = (
        select used_at from previous.personal_links p where p.id = personal_links.id)
        where id in (select id from previous.personal_links where used_at is not null);
      update main.posters set revoked_at = (select revoked_at from previous.posters p where p.id = posters.id)
        where id in (select id from previous.posters where revoked_at is not null);
      update main.class_links set revoked_at = (
        select revoked_at from previous.class_links p where p.id = class_links.id)
        where id in (select id from previous.class_links where revoked_at is not null);
      delete from main.passkey_guardians;
      delete from main.passkeys;
      insert into main.passkeys (${keys}) select ${keys} from previous.passkeys;
      insert into main.passkey_guardians (passkey_id, guardian_id)
        select passkey_id, guardian_id from previous.passkey_guardians
        where guardian_id in (select id from main.guardians);
      update main.installation set passkey_host = (select passkey_host from previous.installation);
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
