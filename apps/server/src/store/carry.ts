/**
 * What a restored backup must take over from the database that it replaces: who was signed out, who left, which
 * passkeys were taken away, and which links were withdrawn or used since; who answers for which kid, who holds which
 * office, where somebody is written to, and the audit. A lost phone stays locked out, no link lets in a first device
 * twice, and whoever answers for a kid no more doesn't again because a disk broke.
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
      ${PEOPLE}
      ${AUDIT}
      commit`)
    return epoch
  } finally {
    if (raw.isTransaction) raw.exec('rollback')
    raw.exec('detach database previous')
  }
}

const CONTACTS = 'email, email_index, phone, language, mails'
const OFFICES = 'organizer, operator, safeguarding'

/**
 * Of people whom both databases know, in both directions: what was given since counts as much as what was taken. Whom
 * one of them doesn't know stays as the backup has it. Contacts are sealed under the family's key, which both have.
 */
const PEOPLE = `
  create temp table ended_links as select kid_id, guardian_id from main.kid_guardians
    where kid_id in (select id from previous.kids) and guardian_id in (select id from previous.guardians)
    except select kid_id, guardian_id from previous.kid_guardians;
  delete from main.kid_guardians where (kid_id, guardian_id) in (select kid_id, guardian_id from ended_links);
  insert or ignore into main.kid_guardians (kid_id, guardian_id)
    select kid_id, guardian_id from previous.kid_guardians
    where kid_id in (select id from main.kids) and guardian_id in (select id from main.guardians);
  delete from main.rsvps where (kid_id, family_id) in (
      select e.kid_id, g.family_id from ended_links e join main.guardians g on g.id = e.guardian_id)
    and not exists (select 1 from main.kid_guardians k join main.guardians g on g.id = k.guardian_id
      where k.kid_id = rsvps.kid_id and g.family_id = rsvps.family_id)
    and not exists (select 1 from previous.rsvps p where p.hangout_id = rsvps.hangout_id
      and p.kid_id = rsvps.kid_id and p.family_id = rsvps.family_id);
  drop table ended_links;
  update main.guardians set (joined_at, ${OFFICES}, ${CONTACTS}) = (
    select joined_at, ${OFFICES}, ${CONTACTS} from previous.guardians p where p.id = guardians.id)
    where (id, family_id) in (select id, family_id from previous.guardians);`

const DEED = 'at, act, by_guardian_id, by_part, circle_id, family_id, guardian_id, kid_id, hangout_id, detail'
const deedOf = (table: string) => DEED.replaceAll(/\w+/g, (column) => `${table}.${column}`)

/** Under its own number, unless another line took that meanwhile: then behind all others. */
const AUDIT = `
  insert into main.audit (id, ${DEED}) select id, ${DEED} from previous.audit
    where id not in (select id from main.audit);
  insert into main.audit (${DEED}) select ${deedOf('p')} from previous.audit p
    join main.audit a on a.id = p.id where (${deedOf('p')}) is not (${deedOf('a')}) order by p.id;`
