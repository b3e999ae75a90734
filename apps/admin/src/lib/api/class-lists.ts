/** A class list on its way into a circle: read, planned, applied; and the circle's own list to take along. */
import type { PlanList } from '@sidegate/core/import/import-command'
import type { ImportCounts } from '@sidegate/core/import/plan'
import { createClient, type DryRun, type ReadList } from '@sidegate/server/client'
import type { Answer } from './commands.ts'

export type { DryRun, PlanList, ReadList }
export type DryRunFamily = DryRun['families'][number]

const circle = createClient('').api.admin.circles[':circleId']
const addressOf = (circleId: string, what: string) =>
  `/api/admin/circles/${encodeURIComponent(circleId)}/${what}`

type Fault = { error: string; fields?: Record<string, string> }

export const readList = (
  circleId: string,
  bytes: Blob,
  signal: AbortSignal,
): Promise<Answer<ReadList | Fault>> =>
  fetch(addressOf(circleId, 'import/read'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: bytes,
    signal,
  })

export const planList = (circleId: string, list: PlanList, signal: AbortSignal) =>
  circle.import.plan.$post({ param: { circleId }, json: list }, { init: { signal } })

type Line = { done: number; of: number } | { imported: ImportCounts } | Fault

/** Resolves with how it ended; on the way `onprogress` hears how far it is. */
export async function applyList(
  circleId: string,
  list: PlanList & { digest: string },
  { signal, onprogress }: { signal: AbortSignal; onprogress: (done: number, of: number) => void },
): Promise<Answer<{ imported: ImportCounts } | Fault>> {
  const answer = await fetch(addressOf(circleId, 'import/apply'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(list),
    signal,
  })
  if (!answer.ok || !answer.body) return answer
  let ended: { imported: ImportCounts } | Fault = { error: 'unreachable' }
  for await (const line of linesOf(answer.body)) {
    if ('of' in line) onprogress(line.done, line.of)
    else ended = line
  }
  return { ok: 'imported' in ended, json: async () => ended }
}

/** The list as a file. */
export async function downloadList(circleId: string): Promise<Answer<{ file: Blob } | Fault>> {
  const answer = await fetch(addressOf(circleId, 'export.csv'))
  if (!answer.ok) return answer
  return { ok: true, json: async () => ({ file: await answer.blob() }) }
}

async function* linesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Line> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line) as Line
  }
}
