import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DATABASE, MASTER_KEY } from '../store/folder.ts'
import type { Fault } from '../store/inspect.ts'
import { openStore } from '../store/store.ts'
import { runCommand } from '../testing/command.ts'
import { fillWithRoom12, type Room12, SUNDAY } from '../testing/house.ts'
import { SLOW, startProcess } from '../testing/process.ts'

let folders: string
let whole: string
let dataDir: string
let people: Room12
beforeAll(async () => {
  folders = mkdtempSync(join(tmpdir(), 'sidegate-test-'))
  whole = join(folders, 'whole')
  const store = await openStore({ dataDir: whole, now: () => SUNDAY })
  people = await fillWithRoom12(store, SUNDAY)
  await store.close()
})
beforeEach(() => {
  dataDir = mkdtempSync(join(folders, 'data-'))
  cpSync(whole, dataDir, { recursive: true })
})
afterAll(() => rmSync(folders, { recursive: true }))

function change(...statements: string[]) {
  const raw = new DatabaseSync(join(dataDir, DATABASE))
  raw.exec('pragma foreign_keys = off')
  for (const statement of statements) raw.exec(statement)
  raw.close()
}

const doctor = () => runCommand(dataDir, 'doctor', '--json')
const hex = (bytes: Uint8Array) => `x'${Buffer.from(bytes).toString('hex')}'`

/** An update whose first half is missing. */
function gap(): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('notes').insert(0, 'first')
  const before = Y.encodeStateVector(doc)
  doc.getText('notes').insert(5, 'second')
  return Y.encodeStateAsUpdate(doc, before)
}

test('a whole house is well, and looking changes none of its bytes', async () => {
  const before = readFileSync(join(dataDir, DATABASE))
  const { code, json } = await doctor()
  expect(json).toEqual({ sound: true, folder: dataDir, documents: 6, updates: 0, faults: [] })
  expect(code).toBe(0)
  expect(readFileSync(join(dataDir, DATABASE)).equals(before)).toBe(true)
  expect((await runCommand(dataDir, 'doctor')).out).toBe(
    `All is well in ${dataDir}: 6 documents, each loaded whole.\n`,
  )
})

describe('each fault is one sentence that names what and where, and the exit code is 1', () => {
  // Without a checksum: as the first versions wrote it.
  const log = (bytes: Uint8Array, checksum = 'null') =>
    `insert into document_updates (kind, id, epoch, bytes, guardian_id, written_at, checksum)
     values ('plan', '${people.hangoutId}', 1, ${hex(bytes)}, null, 0, ${checksum})`
  const stories: Record<string, [what: Fault['what'], damage: () => void, says: RegExp]> = {
    'a log that is no log': [
      'document',
      () => change(log(Uint8Array.of(1, 2, 3))),
      /^The document plan\/han_\w+\/1 has a log that is damaged\.$/,
    ],
    'a log of other bytes than were written': [
      'document',
      () => change(log(Y.encodeStateAsUpdate(new Y.Doc()), '1')),
      /^The document plan\/han_\w+\/1 has a log that is damaged in row 1\.$/,
    ],
    'a log with a gap': [
      'document',
      () => change(log(gap())),
      /^The document plan\/han_\w+\/1 has a log with gaps\.$/,
    ],
    'a snapshot of other bytes': [
      'document',
      () =>
        change(
          `update document_snapshots set bytes = x'ff00ff' where kind = 'board' and id = '${people.room.id}'`,
        ),
      /^The document board\/cir_\w+\/1 has a snapshot that is damaged\.$/,
    ],
    'a document without any content': [
      'document',
      () => change(`delete from document_snapshots where kind = 'play' and id = '${people.hangoutId}'`),
      /^The document play\/han_\w+\/1 has neither a snapshot nor a log\.$/,
    ],
    'owners of a document that is gone': [
      'orphan',
      () => change(`delete from documents where kind = 'plan' and id = '${people.hangoutId}'`),
      /^\d+ rows of document_owners belong to plan\/han_\w+, which is gone\.$/,
    ],
    'a hangout without its plan': [
      'orphan',
      () => change(`delete from documents where kind = 'plan' and id = '${people.hangoutId}'`),
      /^The hangout han_\w+ has no plan\.$/,
    ],
    'bindings of another epoch': [
      'orphan',
      () => change(`insert into document_clients values ('plan', '${people.hangoutId}', 7, 99, null)`),
      /^1 rows of document_clients belong to plan\/han_\w+\/7, an epoch that is not the current one\.$/,
    ],
    'a document whose hangout is gone': [
      'orphan',
      () => change(`delete from hangouts where id = '${people.hangoutId}'`),
      /^The document play\/han_\w+ belongs to a hangout that is gone\.$/,
    ],
    'a row that belongs to nothing': [
      'reference',
      () => change(`delete from hangouts where id = '${people.hangoutId}'`),
      /^Row \d+ of list_entries belongs to a row of hangouts that is gone\.$/,
    ],
    'a data key of nobody': [
      'orphan',
      () => change("insert into data_keys values ('fam_gone', 'family', x'00', 0)"),
      /^There is a data key of fam_gone, who is gone\.$/,
    ],
    'a snapshot that is ahead of the log': [
      'sequence',
      () =>
        change(
          `update document_snapshots set through_seq = 5 where kind = 'board' and id = '${people.room.id}'`,
        ),
      /^The snapshot of board\/cir_\w+\/1 covers the log up to 5, and the log never came further than 0\.$/,
    ],
    'a log that its snapshot covers': [
      'sequence',
      () =>
        change(
          log(Y.encodeStateAsUpdate(new Y.Doc())),
          `update document_snapshots set through_seq = 1 where kind = 'plan' and id = '${people.hangoutId}'`,
        ),
      /^The log of plan\/han_\w+\/1 still has 1 rows that its snapshot covers \(up to 1\)\.$/,
    ],
    'another master key': [
      'key',
      () => writeFileSync(join(dataDir, MASTER_KEY), new Uint8Array(32)),
      /^\d+ names can't be read, the first is that of fam_\w+: master\.key is not the one /,
    ],
    'no master key': ['key', () => rmSync(join(dataDir, MASTER_KEY)), /master\.key is missing/],
    'a folder that is open to others': [
      'file',
      () => chmodSync(dataDir, 0o755),
      /^The folder \/.+ is open to others \(755\): chmod 700\.$/,
    ],
    'a file that is open to others': [
      'file',
      () => chmodSync(join(dataDir, DATABASE), 0o644),
      /^sidegate\.db is open to others \(644\): chmod 600\.$/,
    ],
    'a newer database': [
      'version',
      () => change("insert into migrations values ('9999-lighthouse', '2031')"),
      /^The database was written by a newer Sidegate \(9999-lighthouse\)\.$/,
    ],
    'a damaged page': [
      'database',
      () => {
        const bytes = readFileSync(join(dataDir, DATABASE))
        bytes.fill(0xa5, bytes.length / 2, bytes.length / 2 + 4096)
        writeFileSync(join(dataDir, DATABASE), bytes)
      },
      /^The database (is damaged|can't be read through): .+\.$/s,
    ],
    'no database any more': [
      'database',
      () => writeFileSync(join(dataDir, DATABASE), 'x'.repeat(8192)),
      /^The database can't be read through: file is not a database\.$/,
    ],
  }
  test.each(Object.keys(stories))('%s', async (name) => {
    const [what, damage, says] = stories[name] as (typeof stories)[string]
    damage()
    const { code, json } = await doctor()
    const told = (json.faults as Fault[]).filter((fault) => fault.what === what).map((fault) => fault.says)
    expect(told).toContainEqual(expect.stringMatching(says))
    expect([code, json.sound]).toEqual([1, false])
    chmodSync(dataDir, 0o700)
  })
})

test('no name and no word of a plan stands in what is told of a ruined house', async () => {
  change('delete from hangouts', 'delete from data_keys', "update document_snapshots set bytes = x'00ff'")
  const { out } = await doctor()
  for (const { name } of [...people.room.guardians, ...people.room.kids, ...people.room.families])
    expect(out).not.toContain(name)
  for (const { plan } of people.room.hangouts) expect(out).not.toContain(plan.frame.title)
})

test(
  'it works beside a running server, whose folder is held, and leaves it running',
  async () => {
    const server = startProcess(['serve'], { DATA_DIR: dataDir, LOG_LEVEL: 'silent' })
    await server.says(/at http/)
    const { code, out, error } = await startProcess(['doctor'], { DATA_DIR: dataDir }).ended
    expect([code, out, error]).toEqual([0, expect.stringContaining('All is well'), ''])
    const none = await startProcess(['doctor'], { DATA_DIR: join(dataDir, 'none') }).ended
    expect([none.code, none.error]).toEqual([1, expect.stringMatching(/^There is no sidegate\.db in .*\n$/)])
    server.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0, error: '' })
  },
  SLOW,
)
