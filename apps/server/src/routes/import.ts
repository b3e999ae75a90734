import { isId } from '@sidegate/core/ids'
import { exportGrid } from '@sidegate/core/import/export'
import { dropRefused, type GuessedColumn, guess } from '@sidegate/core/import/guess'
import { toCsv } from '@sidegate/core/import/harmless'
import { applyListSchema, type PlanList, planListSchema } from '@sidegate/core/import/import-command'
import type { ImportCounts, ImportPlan } from '@sidegate/core/import/plan'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { stream } from 'hono/streaming'
import type { StreamingApi } from 'hono/utils/stream'
import { refreshAccess } from '../access-ends.ts'
import type { Session } from '../auth/session.ts'
import type { AppDeps, AppEnv } from '../deps.ts'
import { MAX_FILE, MAX_TEXT } from '../import/faults.ts'
import type { ReadFile } from '../import/read-file.ts'
import { createReader } from '../import/reader.ts'
import { ok, proved, refuse } from '../middleware.ts'
import { dryRunOf } from '../projections/import-plan.ts'
import { createRateLimit } from '../rate-limit.ts'
import { command, invalid } from './command.ts'
import { runsCircle } from './offices.ts'

/** What a file turned out to hold. Cells of refused columns stay behind on the server, which forgets them. */
export interface ReadList extends ReadFile {
  headerRow: number | null
  columns: GuessedColumn[]
}

/** One line of an import that is at work; the last one says how it ended. */
export type ImportProgress =
  | { done: number; of: number }
  | { imported: ImportCounts }
  | { error: 'changed-since' | 'stopped' | 'own-family' | 'internal' }

export const isClassList = (path: string) => /^\/api\/admin\/circles\/[^/]+\/import\//.test(path)

const READS_PER_MINUTE = 30
// One for every tap on a column or an answer; each is planned where all other requests run, too.
const PLANS_PER_MINUTE = 60
// As JSON the cells stand between quotes and commas.
const MAX_LIST = 2 * MAX_TEXT
const limited = (maxSize: number) =>
  bodyLimit({ maxSize, onError: () => invalid({ file: 'too-large' }) as Response })

const asItIs = () => undefined
const page = () => '/admin/'
const planBody = command(planListSchema, asItIs, page)
const applyBody = command(applyListSchema, asItIs, page)

/**
 * A class list into a circle, in three steps that keep nothing in between: read a file, plan it (a dry run, as often as
 * one likes), apply what was seen. For the circle's organizers; all of it can be stopped by going away.
 */
export function importRoutes(deps: AppDeps) {
  const { store, live, log, now } = deps
  const { classLists } = store
  const readApart = createReader()
  const limit = createRateLimit({ perMinute: READS_PER_MINUTE, now })
  const planLimit = createRateLimit({ perMinute: PLANS_PER_MINUTE, now })
  const notTooOften = createMiddleware<{ Variables: { session: Session } }>(async (c, next) => {
    if (!planLimit.take(c.get('session').guardianId)) return refuse(c, 'too-fast')
    await next()
  })
  const listOf = async (circleId: string, { rows, headerRow, columns, decisions }: PlanList) => ({
    circleId,
    sheet: { grid: rows, headerRow, columns },
    decisions,
    language: (await store.installation()).language,
  })
  const by = ({ guardianId }: Session) => ({ guardianId, part: 'organizer' as const })

  return new Hono<AppEnv>()
    .post('/admin/circles/:circleId/import/read', runsCircle(), limited(MAX_FILE), async (c) => {
      if (!limit.take(c.get('session').guardianId)) return refuse(c, 'too-fast')
      const read = await readApart(new Uint8Array(await c.req.arrayBuffer()), c.req.raw.signal)
      if ('fault' in read)
        return invalid({ file: read.fault, ...(read.row !== undefined && { row: String(read.row) }) })
      const guessed = guess(read.rows)
      return ok(c, { ...read, ...guessed, rows: dropRefused(read.rows, guessed) } satisfies ReadList)
    })
    .post(
      '/admin/circles/:circleId/import/plan',
      runsCircle(),
      notTooOften,
      limited(MAX_LIST),
      planBody,
      async (c) => {
        const list = await listOf(c.get('session').circleId, c.req.valid('json'))
        const { plan, digest } = await classLists.plan(list)
        return ok(c, dryRunOf(plan, digest))
      },
    )
    .post(
      '/admin/circles/:circleId/import/apply',
      runsCircle(),
      proved(deps),
      notTooOften,
      limited(MAX_LIST),
      applyBody,
      async (c) => {
        const { circleId } = c.get('session')
        const { digest, ...body } = c.req.valid('json')
        const list = await listOf(circleId, body)
        c.header('Content-Type', 'application/x-ndjson')
        const tellTo = (out: StreamingApi) => async (line: ImportProgress) =>
          void (await out.write(`${JSON.stringify(line)}\n`))
        const work = async (out: StreamingApi) => {
          const tell = tellTo(out)
          const applied = await classLists.apply({
            ...list,
            digest,
            by: by(c.get('session')),
            at: now(),
            progress: (done, of) => tell({ done, of }),
            isStopped: () => out.aborted || c.req.raw.signal.aborted,
          })
          if (typeof applied === 'string') return tell({ error: applied })
          for (const id of toldOfKids(applied.plan)) await refreshAccess(deps, id)
          live.rosterChanged(circleId)
          await tell({ imported: applied.plan.counts })
        }
        // The answer has begun: what goes wrong from here on is its last line.
        return stream(c, work, async ({ name, message, stack }, out) => {
          log.error({ name, message, stack }, 'bug')
          await tellTo(out)({ error: 'internal' })
        })
      },
    )
    .get('/admin/circles/:circleId/export.csv', runsCircle(), proved(deps), async (c) => {
      const { circleId } = c.get('session')
      const present = await classLists.present(circleId)
      const grid = exportGrid(present, (await store.installation()).language)
      await classLists.noteExport({ circleId, by: by(c.get('session')), at: now(), rows: grid.length - 1 })
      return csv(c, toCsv(grid))
    })
}

/** Guardians who were here before and answer for one more kid now: what they have open is asked for anew. */
const toldOfKids = ({ kids }: ImportPlan) =>
  new Set(kids.flatMap(({ addedRefs }) => addedRefs.filter((ref) => isId('gua', ref))))

const csv = (c: Context, text: string) =>
  c.body(text, 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="class-list.csv"',
  })
