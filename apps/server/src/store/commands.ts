/**
 * A command carries a key, so that sending it again (a lost reply, a second tap) does nothing again: a late copy
 * of "going" must not undo the "not this time" that came after it.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

export interface CommandKey {
  guardianId: string
  /** null: a form without scripts, which sends none. */
  key: string | null
  /** Of what was asked (command-digest.ts): the same key with another content is a fault of the client. */
  digest: Uint8Array
  at: number
}

export type Outcome = 'done' | 'done-before' | 'key-reused'

/** 'done' here means: not done before, go on. */
export async function outcomeOf(
  db: Kysely<Database>,
  { guardianId, key, digest }: CommandKey,
): Promise<Outcome> {
  if (key === null) return 'done'
  const before = await db
    .selectFrom('commands')
    .select('digest')
    .where('guardian_id', '=', guardianId)
    .where('key', '=', key)
    .executeTakeFirst()
  if (!before) return 'done'
  // Of before the house got another master key: a late copy, and no second command under an old key.
  if (before.digest.length === 0) return 'done-before'
  return Buffer.compare(before.digest, digest) === 0 ? 'done-before' : 'key-reused'
}

/**
 * The same on the bare connection; throws when it is recorded already. A key that another command took meanwhile stays
 * that one's: whoever uses one for two must not fail the edits of others, which share the transaction.
 */
export function prepareCommand(raw: DatabaseSync) {
  const insert = raw.prepare(
    `insert into commands (guardian_id, key, digest, done_at) values (?, ?, ?, ?)
     on conflict (guardian_id, key) do update set key = excluded.key where digest <> excluded.digest`,
  )
  return ({ guardianId, key, digest, at }: CommandKey) => {
    if (key === null) return
    if (insert.run(guardianId, key, digest, at).changes === 0)
      throw new Error(`command ${key} of ${guardianId} is recorded already`)
  }
}

/** Records the command inside the transaction of its effect. Only 'done' goes on to the effect. */
export async function once(trx: Kysely<Database>, command: CommandKey): Promise<Outcome> {
  const outcome = await outcomeOf(trx, command)
  const { guardianId, key, digest, at } = command
  if (outcome === 'done' && key !== null)
    await trx.insertInto('commands').values({ guardian_id: guardianId, key, digest, done_at: at }).execute()
  return outcome
}

/** For what makes something: what it came to when it was done before. null: go on. */
export async function madeBefore(
  trx: Kysely<Database>,
  command: CommandKey,
): Promise<{ id: string } | 'key-reused' | null> {
  const outcome = await outcomeOf(trx, command)
  if (outcome === 'done') return null
  if (outcome === 'key-reused' || command.key === null) return 'key-reused'
  const row = await trx
    .selectFrom('commands')
    .select('result')
    .where('guardian_id', '=', command.guardianId)
    .where('key', '=', command.key)
    .executeTakeFirst()
  return row?.result ? { id: row.result } : 'key-reused'
}

/** Records what a command made, in the transaction of the making. */
export async function noteMade(
  trx: Kysely<Database>,
  { guardianId, key, digest, at }: CommandKey,
  id: string,
): Promise<void> {
  if (key !== null)
    await trx
      .insertInto('commands')
      .values({ guardian_id: guardianId, key, digest, done_at: at, result: id })
      .execute()
}
