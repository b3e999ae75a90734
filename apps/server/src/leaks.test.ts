/** P9, P10: everybody reads all that they can get hold of, and it is searched for what isn't theirs. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DocumentKind } from '@sidegate/core/documents/address'
import { formatAddress } from '@sidegate/core/documents/address'
import { openDocument } from '@sidegate/core/documents/open'
import { plan } from '@sidegate/core/documents/plan'
import { MESSAGE_SAVED } from '@sidegate/core/documents/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openRaw, until } from './sync/testing.ts'
import { askAs } from './testing/access/ask-everybody.ts'
import { liveAWeek, MARKS, markOf, SEALED } from './testing/access/busy-week.ts'
import { EVERYBODY, openStage, type Stage, type Who } from './testing/access/cast.ts'
import { FIELDS } from './testing/access/fields.ts'
import { ROUTES } from './testing/access/routes.ts'
import { shapeOf } from './testing/access/shape.ts'
import { runCommand } from './testing/command.ts'
import { openStream, type Stream } from './testing/listening.ts'
import { type MailServer, startMailServer } from './testing/mail-server.ts'

let stage: Stage
let mails: MailServer
/** All that somebody got, by where they got it. */
const got = new Map<Who, { where: string; text: string }[]>()

beforeAll(async () => {
  mails = await startMailServer()
  stage = await openStage({ mail: { url: mails.url, from: 'pta@school.example' } })
  const streams = new Map<Who, Stream>()
  for (const who of EVERYBODY)
    if (stage.as(who).token && who !== 'signed out' && who !== 'ex-member')
      streams.set(who, await openStream(stage.as(who)))
  await liveAWeek(stage)
  await writeAbout(stage.small, markOf('the plan of a small hangout'))
  await writeAbout(stage.whole, markOf('the plan of the whole circle’s hangout'))
  for (const who of EVERYBODY) got.set(who, [...(await pagesOf(who)), ...(await documentsOf(who))])
  for (const [who, stream] of streams) {
    got.get(who)?.push({ where: '/api/live', text: JSON.stringify(stream.events) })
    stream.leave()
  }
}, 60_000)
afterAll(async () => {
  await stage.stop()
  await mails.stop()
})

/** What came of each reading, by who read. */
const shapes = new Map<string, Map<Who, Set<string>>>()

function noteShape(route: string, who: Who, text: string) {
  const shapesByWho = shapes.get(route) ?? new Map<Who, Set<string>>()
  const before = shapesByWho.get(who) ?? new Set<string>()
  shapes.set(route, shapesByWho.set(who, new Set([...before, ...shapeOf(JSON.parse(text))])))
}

/** Every answer of the API to a reading, the refusals too. */
async function pagesOf(who: Who) {
  const pages: { where: string; text: string }[] = []
  for (const [route, row] of Object.entries(ROUTES)) {
    if (!route.startsWith('GET ') || route.endsWith('/live')) continue
    for (const hangoutId of route.includes(':hangoutId') ? [stage.small, stage.draft, stage.whole] : ['']) {
      const params = (on: Stage) => ({ ...row.params?.(on), ...(hangoutId && { hangoutId }) })
      const { got: outcome, text, headers } = await askAs(stage, route, { ...row, params }, who)
      if (outcome === '200' && text.startsWith('{')) noteShape(route, who, text)
      pages.push({ where: route, text: text + JSON.stringify(headers) })
    }
  }
  return pages
}

/** What each document gives to a device that asks it for all it has. */
async function documentsOf(who: Who) {
  const { small, draft, whole, house } = stage
  const documents: { where: string; text: string }[] = []
  for (const [kind, id] of [
    ['plan', small],
    ['play', small],
    ['plan', draft],
    ['plan', whole],
    ['board', house.room.id],
  ] as const) {
    const socket = await knock(who, kind, id)
    socket.ws.send(Uint8Array.of(0, 0, 1, 0)) // SyncStep1 of one who has nothing
    await Promise.race([socket.closed, until(() => socket.frames.some(isState), `${kind} for ${who}`)])
    const text = Buffer.concat(socket.frames).toString('utf8')
    documents.push({ where: `${kind} ${socket.frames.some(isState) ? 'synced' : 'closed'}`, text })
    socket.ws.terminate()
  }
  return documents
}

const isState = (frame: Uint8Array) => frame[0] === 0 && frame[1] === 1

async function knock(who: Who, kind: DocumentKind, id: string) {
  const { url, token } = stage.as(who)
  const epoch = (await stage.house.store.documents.currentEpoch(kind, id)) ?? 0
  const headers = { ...(token && { Authorization: `Bearer ${token}` }), Origin: url }
  return openRaw(`${url.replace('http', 'ws')}/sync/${formatAddress({ kind, id, epoch })}`, { headers })
}

/** As the host's phone does it. */
async function writeAbout(hangoutId: string, text: string) {
  const socket = await knock('host', 'plan', hangoutId)
  const doc = new Y.Doc()
  socket.ws.send(Uint8Array.of(0, 0, 1, 0))
  await until(() => socket.frames.some(isState), 'the plan')
  for (const frame of socket.frames.filter(isState))
    Y.applyUpdate(doc, decoding.readVarUint8Array(decoding.createDecoder(frame.subarray(2))))
  const update = new Promise<Uint8Array>((done) => doc.on('update', done))
  openDocument(plan, doc).change((edit) => edit.about.splice(0, 0, text))
  const frame = encoding.createEncoder()
  encoding.writeVarUint(frame, 0)
  encoding.writeVarUint(frame, 2)
  encoding.writeVarUint8Array(frame, await update)
  socket.ws.send(encoding.toUint8Array(frame))
  await until(() => socket.frames.some((one) => one[0] === MESSAGE_SAVED && one[1] === 1), 'saved')
  socket.ws.terminate()
}

const met = (who: Who, mark: string) =>
  (got.get(who) ?? []).filter(({ text }) => text.includes(mark)).map(({ where }) => where)

describe('P10: who may not meets it nowhere', () => {
  test.each(MARKS)('$what', ({ mark, may }) => {
    const leaks = EVERYBODY.filter((who) => !may.includes(who)).flatMap((who) =>
      met(who, mark).map((where) => `${who}: ${where}`),
    )
    expect(leaks).toEqual([])
    // Else the search would prove nothing: whoever may, does.
    expect(may.filter((who) => met(who, mark).length === 0)).toEqual([])
  })
})

describe('P9: nobody gets a field that the matrix does not give them', () => {
  test('each projection says which fields it holds', () => {
    const readings = [...shapes.keys()].sort()
    expect(readings).toEqual(Object.keys(FIELDS).sort())
  })

  test.each(Object.entries(FIELDS))('%s', (route, fields) => {
    const mayRead = (who: Who, field: string) =>
      words(fields.all).includes(field) ||
      (fields.only ?? []).some((only) => only.who.includes(who) && words(only.fields).includes(field))
    const shapesByWho = shapes.get(route) ?? new Map<Who, Set<string>>()
    const spare = [...shapesByWho].flatMap(([who, shape]) =>
      [...shape].filter((field) => !mayRead(who, field)).map((field) => `${who}: ${field}`),
    )
    expect(spare).toEqual([])
    // A field that nobody gets any more goes from the matrix, too.
    const listed = [fields.all, ...(fields.only ?? []).map((only) => only.fields)].flatMap(words)
    const seen = new Set([...shapesByWho.values()].flatMap((shape) => [...shape]))
    expect(listed.filter((field) => !seen.has(field))).toEqual([])
  })
})

const words = (text: string) => text.split(/\s+/).filter(Boolean)

describe('P10: what is sealed stands nowhere in the open', () => {
  const found = (bytes: Buffer | string) => SEALED.filter((mark) => bytes.includes(mark))

  test('not in the log', () => {
    const lines = stage.house.logLines.join('\n')
    expect(lines.length).toBeGreaterThan(1000)
    expect(found(lines)).toEqual([])
  })

  test('not in the data folder, and not in a backup', async () => {
    const { dataDir } = stage.house
    const backup = join(dataDir, 'house.backup')
    await runCommand(dataDir, 'backup', backup)
    const files = readdirSync(dataDir)
    expect(files).toContain('house.backup')
    expect(files.flatMap((file) => found(readFileSync(join(dataDir, file))))).toEqual([])
  })

  test('not in what programs read that watch over it', async () => {
    for (const path of ['/livez', '/readyz'])
      expect(found(await (await fetch(stage.house.url + path)).text())).toEqual([])
    const token = readFileSync(join(stage.house.dataDir, 'operator.token'), 'utf8').trim()
    const metrics = await fetch(`${stage.house.url}/metrics`, {
      headers: { Authorization: `Bearer ${token}` },
    })
    expect(metrics.status).toBe(200)
    expect(found(await metrics.text())).toEqual([])
  })

  test('a mail holds nothing of anybody but its own reader', () => {
    const others = SEALED.filter((mark) => mark !== markOf('an e-mail address'))
    expect(mails.mails.length).toBeGreaterThan(0)
    for (const { raw } of mails.mails) expect(others.filter((mark) => raw.includes(mark))).toEqual([])
  })
})
