import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { find } from '@sidegate/core/testing/room-12'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DATABASE, MASTER_KEY, StartupFault } from '../store/folder.ts'
import { openStore, type Store } from '../store/store.ts'
import { hashToken, newLinkId, newSessionId } from '../store/tokens.ts'
import { runCommand } from '../testing/command.ts'
import { fillWithRoom12, type Room12, SUNDAY } from '../testing/house.ts'

const LOST_PHONE = 'the phone that is lost later'
const LOST_LINK = 'the link that is withdrawn later'

let folders: string
let whole: string
let dataDir: string
let file: string
let people: Room12
beforeAll(async () => {
  folders = mkdtempSync(join(tmpdir(), 'sidegate-test-'))
  whole = join(folders, 'whole')
  const store = await openStore({ dataDir: whole, now: () => SUNDAY })
  people = await fillWithRoom12(store, SUNDAY)
  const guardianId = find(people.room.guardians, 'Mara').id
  await store.sessions.open({ id: newSessionId(), tokenHash: hashToken(LOST_PHONE), guardianId, at: SUNDAY })
  await store.sessions.addLink({ id: newLinkId(), tokenHash: hashToken(LOST_LINK), guardianId, at: SUNDAY })
  await store.close()
})
beforeEach(() => {
  dataDir = mkdtempSync(join(folders, 'data-'))
  file = join(mkdtempSync(join(folders, 'backups-')), 'house.backup')
  cpSync(whole, dataDir, { recursive: true })
})
afterAll(() => rmSync(folders, { recursive: true }))

const backUp = () => runCommand(dataDir, 'backup', file, '--json')
const restore = (folder = dataDir) => runCommand(folder, 'restore', file, '--json')

async function within<T>(folder: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ dataDir: folder, now: () => SUNDAY })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

function change(path: string, ...statements: string[]) {
  const raw = new DatabaseSync(path)
  raw.exec('pragma foreign_keys = off')
  for (const statement of statements) raw.exec(statement)
  raw.close()
}

test('a backup is one file for this user alone, without the master key, and says so', async () => {
  const { code, json } = await backUp()
  expect(json).toEqual({
    file,
    bytes: statSync(file).size,
    at: SUNDAY,
    documents: 6,
    faults: [],
    masterKey: join(dataDir, MASTER_KEY),
  })
  expect(code).toBe(0)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(join(file, '..'))).toEqual(['house.backup'])
  expect(readFileSync(file).includes(readFileSync(join(dataDir, MASTER_KEY)))).toBe(false)
  rmSync(file)
  const { out } = await runCommand(dataDir, 'backup', file)
  expect(out).toMatch(/6 documents, each loaded whole\)\.\nThe master key is not in it: .*keep a copy/)
})

test('what is restored is the house as it was, under new epochs, and the database of before is kept aside', async () => {
  await backUp()
  await within(dataDir, (store) => store.nameHouse('After the backup'))
  const { code, json } = await restore()
  expect(json).toEqual({
    folder: dataDir,
    madeAt: SUNDAY,
    documents: 6,
    kept: join(dataDir, 'sidegate.db.before-restore-2026-11-22T17-00-00'),
    carried: true,
    faults: [],
  })
  expect(code).toBe(0)
  const epoch = Math.floor(SUNDAY / 60_000)
  await within(dataDir, async (store) => {
    expect((await store.installation()).name).toBe('Lincoln Elementary PTA')
    expect(await store.documents.load({ kind: 'plan', id: people.hangoutId, epoch: 1 })).toBeNull()
    expect(await store.documents.currentEpoch('plan', people.hangoutId)).toBe(epoch)
    const { id, familyId } = find(people.room.guardians, 'Jelena')
    expect(await store.documents.recordsOf('plan', people.hangoutId, familyId)).toHaveLength(13)
    expect((await store.circles.kidsOf(id)).map((kid) => kid.name)).toEqual(['Luka'])
  })
  expect((await runCommand(dataDir, 'doctor', '--json')).json).toMatchObject({ sound: true, documents: 6 })
  const kept = new DatabaseSync(json.kept, { readOnly: true })
  expect(kept.prepare('select name from installation').get()?.name).toBe('After the backup')
  kept.close()
  expect(readdirSync(dataDir).filter((name) => name.includes('restoring'))).toEqual([])
})

test('a new machine needs the backup and the master key', async () => {
  await backUp()
  const fresh = join(folders, 'fresh')
  const without = restore(fresh)
  await expect(without).rejects.toThrow(/master\.key is missing/)
  await expect(without).rejects.toThrow(StartupFault)
  expect(existsSync(join(fresh, DATABASE))).toBe(false)
  writeFileSync(join(fresh, MASTER_KEY), readFileSync(join(dataDir, MASTER_KEY)), { mode: 0o600 })
  expect((await restore(fresh)).json).toMatchObject({ kept: null, carried: false, documents: 6 })
  await within(fresh, async (store) => {
    expect(await store.sessions.find(hashToken(LOST_PHONE))).toHaveLength(1)
  })
})

test('a restore that was a mistake is taken back by restoring what was kept aside', async () => {
  await backUp()
  await within(dataDir, (store) => store.nameHouse('After the backup'))
  const { json } = await restore()
  file = json.kept
  await restore()
  await within(dataDir, async (store) => {
    expect((await store.installation()).name).toBe('After the backup')
    const epoch = await store.documents.currentEpoch('plan', people.hangoutId)
    expect(epoch).toBe(Math.floor(SUNDAY / 60_000) + 1)
  })
})

test('from a newer version one steps back to what it kept aside, whatever its tables look like (P20)', async () => {
  const before = join(dataDir, 'sidegate.db.before-9999-lighthouse')
  cpSync(join(dataDir, DATABASE), before)
  change(
    join(dataDir, DATABASE),
    "insert into migrations values ('9999-lighthouse', '2031')",
    'alter table sessions rename column token_hash to token_digest',
  )
  await expect(openStore({ dataDir, now: () => SUNDAY })).rejects.toThrow(
    `start that version, or step back with "sidegate restore ${before}". Nothing was changed.`,
  )
  file = before
  expect((await restore()).json).toMatchObject({ carried: false, documents: 6 })
  const { out } = await runCommand(dataDir, 'doctor')
  expect(out).toMatch(/^All is well/)
})

test('who was signed out and which link was withdrawn since the backup stays so', async () => {
  await backUp()
  const opened = hashToken('a phone that came later')
  await within(dataDir, async (store) => {
    const [row] = await store.sessions.find(hashToken(LOST_PHONE))
    await store.sessions.end(row?.id ?? '', SUNDAY)
    const guardianId = row?.guardianId ?? ''
    await store.sessions.open({ id: newSessionId(), tokenHash: opened, guardianId, at: SUNDAY })
    await store.sqlite.db.updateTable('personal_links').set({ revoked_at: SUNDAY }).execute()
  })
  await restore()
  await within(dataDir, async (store) => {
    expect(await store.sessions.find(hashToken(LOST_PHONE))).toEqual([])
    expect(await store.sessions.findEnded(hashToken(LOST_PHONE))).not.toBeNull()
    expect(await store.sessions.find(opened)).toHaveLength(1)
    const coming = { present: null, tokenHash: hashToken('x'), device: '', also: false, at: SUNDAY }
    expect(await store.links.open({ linkHash: hashToken(LOST_LINK), ...coming })).toBeNull()
  })
})

test('what was decided about people since the backup stays so: kid links, offices, contacts, and the audit of it', async () => {
  const guardian = (name: string) => find(people.room.guardians, name)
  const anya = { kidId: find(people.room.kids, 'Anya').id, guardianId: guardian('Pavel').id }
  const luka = { kidId: find(people.room.kids, 'Luka').id, guardianId: guardian('Joost').id }
  const mara = guardian('Mara').id
  const circle = { circleId: people.room.id, by: { guardianId: null, part: 'server' }, at: SUNDAY } as const
  const rowsOf = async ({ sqlite: { db } }: Store) => ({
    links: await db
      .selectFrom('kid_guardians')
      .selectAll()
      .orderBy('kid_id')
      .orderBy('guardian_id')
      .execute(),
    guardians: await db
      .selectFrom('guardians')
      .select(['id', 'organizer', 'operator', 'safeguarding', 'joined_at', 'email', 'email_index', 'phone'])
      .select(['language', 'mails'])
      .orderBy('id')
      .execute(),
    rsvps: await db.selectFrom('rsvps').select(['kid_id', 'family_id']).execute(),
    audit: await db.selectFrom('audit').selectAll().orderBy('id').execute(),
  })
  await within(dataDir, async ({ sqlite: { db } }) => {
    await db.updateTable('guardians').set({ organizer: 1 }).where('id', '=', mara).execute()
    await db
      .insertInto('rsvps')
      .values({
        hangout_id: people.hangoutId,
        kid_id: anya.kidId,
        family_id: guardian('Pavel').familyId,
        answer: 'going',
        guardian_id: anya.guardianId,
        answered_at: SUNDAY,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  })
  await backUp()
  const wanted = await within(dataDir, async (store) => {
    expect(await store.rosterChanges.endKidLink({ ...circle, ...anya })).toMatchObject({ taken: [{}] })
    expect(await store.rosterChanges.linkKid({ ...circle, ...luka })).toBe('done')
    const changed = {
      organizer: 0,
      operator: 1,
      safeguarding: 1,
      joined_at: SUNDAY + 1,
      email: new Uint8Array([1, 2]),
      email_index: new Uint8Array([3, 4]),
      phone: new Uint8Array([5, 6]),
      language: 'es',
      mails: 'urgent',
    } as const
    await store.sqlite.db.updateTable('guardians').set(changed).where('id', '=', mara).execute()
    return rowsOf(store)
  })
  await restore()
  await within(dataDir, async (store) => {
    const restored = await rowsOf(store)
    expect(restored.links).not.toContainEqual({ kid_id: anya.kidId, guardian_id: anya.guardianId })
    expect(restored.links).toContainEqual({ kid_id: luka.kidId, guardian_id: luka.guardianId })
    expect(restored).toEqual(wanted)
  })
})

test('a poster and a class-chat link that were taken down since the backup stay so', async () => {
  const ids = { id: 'x', token_hash: new Uint8Array([5]), made_by: 'gua_x', made_at: SUNDAY }
  const taken = async (store: Store) => {
    const { db } = store.sqlite
    const poster = await db.selectFrom('posters').select('revoked_at').executeTakeFirst()
    const link = await db.selectFrom('class_links').select('revoked_at').executeTakeFirst()
    return [poster?.revoked_at, link?.revoked_at]
  }
  await within(dataDir, async (store) => {
    const { db } = store.sqlite
    const hangout = await db.selectFrom('hangouts').select(['id', 'circle_id']).executeTakeFirstOrThrow()
    const poster = { ...ids, circle_id: hangout.circle_id, expires_at: SUNDAY + 1, cap: 9 }
    await db.insertInto('posters').values(poster).execute()
    await db
      .insertInto('class_links')
      .values({ ...ids, hangout_id: hangout.id })
      .execute()
  })
  await backUp()
  await within(dataDir, async (store) => {
    expect(await taken(store)).toEqual([null, null])
    await store.sqlite.db.updateTable('posters').set({ revoked_at: SUNDAY }).execute()
    await store.sqlite.db.updateTable('class_links').set({ revoked_at: SUNDAY }).execute()
  })
  await restore()
  await within(dataDir, async (store) => expect(await taken(store)).toEqual([SUNDAY, SUNDAY]))
})

test('a link that was used since the backup lets in no second first device, and passkeys stay as they became', async () => {
  const key = {
    publicKey: new Uint8Array([1]),
    counter: 0,
    transports: [],
    host: 'localhost',
    device: '',
    at: SUNDAY,
  }
  const [before, after] = [new Uint8Array([7]), new Uint8Array([8])]
  const coming = { present: null, device: '', also: null, at: SUNDAY }
  const linkHash = hashToken(LOST_LINK)
  let guardianId = ''
  await within(dataDir, async (store) => {
    const [row] = await store.sessions.find(hashToken(LOST_PHONE))
    guardianId = row?.guardianId ?? ''
    await store.passkeys.add({ ...key, credentialId: before, guardianIds: [guardianId] })
  })
  await backUp()
  await within(dataDir, async (store) => {
    const first = await store.links.open({ linkHash, tokenHash: hashToken('first'), ...coming })
    expect(first?.confirmed).toBe(true)
    const [stolen] = await store.passkeys.ofGuardians([guardianId])
    await store.passkeys.remove(stolen?.id ?? '', [guardianId], SUNDAY)
    await store.passkeys.add({ ...key, credentialId: after, guardianIds: [guardianId] })
  })
  await restore()
  await within(dataDir, async (store) => {
    const second = await store.links.open({ linkHash, tokenHash: hashToken('second'), ...coming })
    expect(second?.confirmed).toBe(false)
    expect(await store.passkeys.find(before)).toBeNull()
    expect(await store.passkeys.ofGuardians([guardianId])).toHaveLength(1)
    expect(await store.passkeys.find(after)).not.toBeNull()
  })
})

test('the new epochs are beyond any that a phone may hold from before (R9)', async () => {
  await backUp()
  const far = 500_000_000
  change(
    join(dataDir, DATABASE),
    `update documents set epoch = ${far} where kind = 'plan' and id = '${people.hangoutId}'`,
  )
  await restore()
  const epoch = await within(dataDir, (store) => store.documents.currentEpoch('plan', people.hangoutId))
  expect(epoch).toBe(far + 1)
})

test('a database that is ruined is no barrier to restoring, and is kept as it is', async () => {
  await backUp()
  writeFileSync(join(dataDir, DATABASE), 'x'.repeat(8192), { mode: 0o600 })
  writeFileSync(join(dataDir, `${DATABASE}-wal`), 'y'.repeat(8192), { mode: 0o600 })
  const { out } = await runCommand(dataDir, 'restore', file)
  expect(out).not.toContain('sidegate restore') // that would be refused
  const [kept = ''] = /\S*before-restore\S*/.exec(out) ?? []
  expect(readFileSync(kept, 'utf8')).toBe('x'.repeat(8192))
  expect(readFileSync(`${kept}-wal`, 'utf8')).toBe('y'.repeat(8192))
  expect((await runCommand(dataDir, 'doctor', '--json')).json).toMatchObject({ sound: true })
})

test('a document that is damaged in the house is told at the backup and at the restore, and the others go on', async () => {
  change(
    join(dataDir, DATABASE),
    `insert into document_updates (kind, id, epoch, bytes, written_at) values ('plan', '${people.hangoutId}', 1, x'010203', 0)`,
  )
  const says = `The document plan/${people.hangoutId}/1 has a log that is damaged.`
  const { code, json } = await backUp()
  expect([code, json.faults]).toEqual([1, [expect.objectContaining({ says })]])
  expect((await restore()).json.faults).toEqual([expect.objectContaining({ says })])
})

describe('refused in one sentence, and nothing is changed:', () => {
  const stories: Record<string, [spoil: () => void, says: RegExp]> = {
    'a file that is no database': [
      () => writeFileSync(file, 'holiday pictures'.repeat(1000)),
      /house\.backup can't be restored, and nothing was changed: file is not a database\.$/,
    ],
    'a folder': [
      () => {
        rmSync(file)
        mkdirSync(file)
      },
      /house\.backup is a folder: name the backup file in it\.$/,
    ],
    'a database that is no backup': [
      () => cpSync(join(dataDir, DATABASE), file),
      /house\.backup is no backup made by "sidegate backup": nothing was changed\.$/,
    ],
    'a backup with one bit flipped in a text': [
      () => {
        const bytes = readFileSync(file)
        const at = bytes.indexOf('Lincoln Elementary PTA')
        bytes[at] = (bytes[at] ?? 0) ^ 1
        writeFileSync(file, bytes)
      },
      /nothing was changed: The backup's table installation is not as it was written \(1 rows then, 1 now\)\.$/,
    ],
    'a backup that lacks rows': [
      () => change(file, 'delete from votes'),
      /The backup's table votes is not as it was written \(\d+ rows then, 0 now\)\.$/,
    ],
    'a backup that was cut short': [
      () => writeFileSync(file, readFileSync(file).subarray(0, 100_000)),
      /house\.backup can't be restored, and nothing was changed: /,
    ],
    'a backup of a newer version': [
      () => {
        rmSync(file)
        change(join(dataDir, DATABASE), "insert into migrations values ('9999-lighthouse', '2031')")
      },
      /written by a newer Sidegate \(9999-lighthouse\)/,
    ],
    "another house's key": [
      () => writeFileSync(join(dataDir, MASTER_KEY), new Uint8Array(32)),
      /names can't be read, .* master\.key is not the one that they were written with/,
    ],
  }
  test.each(Object.keys(stories))('%s', async (name) => {
    const [spoil, says] = stories[name] as (typeof stories)[string]
    await backUp()
    spoil()
    if (!existsSync(file)) await backUp()
    const before = readFileSync(join(dataDir, DATABASE))
    const refused = restore()
    await expect(refused).rejects.toThrow(StartupFault)
    await expect(refused).rejects.toThrow(says)
    expect(readFileSync(join(dataDir, DATABASE)).equals(before)).toBe(true)
    expect(readdirSync(dataDir).filter((entry) => /restor/.test(entry))).toEqual([])
  })

  test('a restore while somebody works on the folder', async () => {
    await backUp()
    await within(dataDir, async () => {
      await expect(restore()).rejects.toThrow(/^Another Sidegate is already working on /)
    })
  })

  test('a backup over a file that is there, into a folder that is not, or of nothing', async () => {
    await backUp()
    await expect(backUp()).rejects.toThrow(/house\.backup is there already: give the backup a new name\.$/)
    file = join(folders, 'no', 'where')
    await expect(backUp()).rejects.toThrow(/^There is no folder .*no: make it first, or name another\.$/)
    mkdirSync(join(folders, 'empty'))
    await expect(runCommand(join(folders, 'empty'), 'backup', file)).rejects.toThrow(
      /^There is no sidegate\.db in /,
    )
  })

  test('a backup of a damaged database: half a backup is none', async () => {
    const bytes = readFileSync(join(dataDir, DATABASE))
    bytes.fill(0xa5, bytes.length / 2, bytes.length / 2 + 8192)
    writeFileSync(join(dataDir, DATABASE), bytes)
    await expect(backUp()).rejects.toThrow(/^No backup was made/)
    expect(readdirSync(join(file, '..'))).toEqual([])
  })
})

test('what waited to be mailed when a backup was made is not mailed a second time after it is brought back', async () => {
  const guardianId = find(people.room.guardians, 'Mara').id
  await within(dataDir, ({ sqlite, rows, vault, queueMail, onMailQueued }) =>
    sqlite.db.transaction().execute(async (trx) => {
      onMailQueued(() => undefined)
      const { familyId } = find(people.room.guardians, 'Mara')
      const wrapped = await rows.keyOf(trx, 'family', familyId, SUNDAY)
      const place = { table: 'guardians', column: 'email', row: guardianId }
      const email = vault.seal(familyId, wrapped, place, 'mara@home.example')
      await trx.updateTable('guardians').set({ email }).where('id', '=', guardianId).execute()
      expect(await queueMail(trx, { kind: 'link', guardianId, at: SUNDAY })).toBe(true)
    }),
  )
  await backUp()
  expect(JSON.parse(readFileSync(join(dataDir, 'last-backup.json'), 'utf8'))).toEqual({
    at: SUNDAY,
    bytes: statSync(file).size,
  })
  await restore()
  const mails = await within(dataDir, ({ sqlite }) => sqlite.db.selectFrom('outbox').selectAll().execute())
  expect(mails).toMatchObject([{ state: 'failed', fault: 'too-late', content: null }])
})
