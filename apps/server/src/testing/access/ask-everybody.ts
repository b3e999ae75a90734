/** Asks one address of the API as everybody, and says in words what each of them got. */
import { type Asking, ask } from '../asking.ts'
import { EVERYBODY, NOBODY, type Stage, UNCONFIRMED, type Who } from './cast.ts'

export interface Row {
  /** Who gets past the door. What they ask may still be wrong, over, or too late. */
  may: readonly Who[]
  /** What its `:names` stand for; `forbidden` is there for some, `unknown` for nobody. */
  params?: (stage: Stage) => Record<string, string>
  body?: (stage: Stage) => unknown
  /** For devices that haven't shown whose they are: told so, or nothing is there. */
  unconfirmed?: 'confirm-first' | 'not-found'
  /** For everybody who may not, a session or none, when it isn't 401 and 404. */
  others?: { status: number; error: string }
  /** Where one of them gets something else than its like. */
  except?: Partial<Record<Who, Got>>
  /** For an office that ran out. */
  yesterday?: 'prove-again' | 'not-found'
}

/** `200`, or `404 not-found`. */
export type Got = string

interface Answer {
  got: Got
  text: string
  /** All that came with it but the moment. */
  headers: [name: string, value: string][]
}

/** `unknown`: whatever the path names is there for nobody. */
export async function askAs(
  stage: Stage,
  route: string,
  row: Row,
  who: Who,
  { unknown = false }: { unknown?: boolean } = {},
): Promise<Answer> {
  const [method = 'GET', pattern = '/'] = route.split(' ')
  const known = { ...defaultParams(stage), ...row.params?.(stage) }
  const params = unknown ? mapValues(known, unknownLike) : known
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new Error(`${route}: what is :${name}?`)
    return encodeURIComponent(value)
  })
  const { url, ...as } = stage.as(who)
  const asker = { url, ...as }
  if (pattern.endsWith('/live')) return askStream(asker, path)
  const isCommand = method !== 'GET'
  const answer = await ask(asker, path, {
    method,
    headers: { Origin: url, ...(isCommand && { 'Content-Type': 'application/json' }) },
    ...(isCommand && { body: JSON.stringify(row.body?.(stage) ?? {}) }),
  })
  const error = answer.json && 'error' in answer.json ? ` ${answer.json.error}` : ''
  const headers = [...answer.headers].filter(([name]) => name !== 'date')
  return { got: `${answer.status}${error}`, text: answer.text, headers }
}

/** A stream has no end: whether it begins is the answer. */
async function askStream({ url, token, cookie }: Asking, path: string): Promise<Answer> {
  const abort = new AbortController()
  const headers = new Headers()
  if (token) headers.set('Authorization', `Bearer ${token}`)
  if (cookie) headers.set('Cookie', cookie)
  const answer = await fetch(url + path, { headers, signal: abort.signal })
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    abort.abort()
    return { got: '200', text: '', headers: [] }
  }
  const { error } = (await answer.json()) as { error: string }
  return { got: `${answer.status} ${error}`, text: '', headers: [] }
}

/** What one who may not must get. */
export function refusalFor(row: Row, who: Who): Got {
  const except = row.except?.[who]
  if (except) return except
  if (row.others) return `${row.others.status} ${row.others.error}`
  if (NOBODY.includes(who)) return '401 signed-out'
  if (UNCONFIRMED.includes(who)) return row.unconfirmed === 'not-found' ? NOT_FOUND : '403 confirm-first'
  if (who === 'organizer of yesterday' && row.yesterday === 'prove-again') return '403 prove-again'
  return NOT_FOUND
}

const NOT_FOUND = '404 not-found'

/** Past the door: neither nobody nor forbidden nor not there. */
export const isLetIn = (got: Got) => !/^40[134]/.test(got)

export const mayNot = (row: Row): Who[] => EVERYBODY.filter((who) => !row.may.includes(who))

const defaultParams = (stage: Stage): Record<string, string> => ({
  circleId: stage.house.room.id,
  hangoutId: stage.small,
})

/** `kid_AbC...` -> `kid_zzz...`: as it would look, and nobody's. */
const unknownLike = (id: string) => id.replace(/[^_]+$/, (rest) => 'z'.repeat(rest.length))

const mapValues = (record: Record<string, string>, map: (value: string) => string) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
