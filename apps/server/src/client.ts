/**
 * The typed client: the one server module that the front ends may import. Its types are compiled ahead (dist/types),
 * so that an editor doesn't infer the whole API at every keystroke.
 */
import type { InferResponseType } from 'hono/client'
import { hc } from 'hono/client'
import type { App } from './app.ts'

export type Client = ReturnType<typeof hc<App>>

/** `base` is '' in a browser; a load function passes its own `fetch`. */
export const createClient = (base: string, fetch?: typeof globalThis.fetch): Client =>
  hc<App>(base, fetch ? { fetch } : {})

type Api = Client['api']
export type House = InferResponseType<Api['house']['$get'], 200>
export type SessionPage = InferResponseType<Api['session']['$get'], 200>
export type VisitPage = InferResponseType<Api['visit']['$get'], 200>
export type WeekPage = InferResponseType<Api['week']['$get'], 200>
export type FamilyPage = InferResponseType<Api['circles'][':circleId']['family']['$get'], 200>
export type CirclePage = InferResponseType<Api['circles'][':circleId']['$get'], 200>
export type HangoutPage = InferResponseType<Api['hangouts'][':hangoutId']['$get'], 200>
export type Overview = InferResponseType<Api['admin']['overview']['$get'], 200>
export type WatchedCircle = InferResponseType<Api['admin']['circles'][':circleId']['$get'], 200>
export type RosterPage = InferResponseType<Api['admin']['circles'][':circleId']['people']['$get'], 200>
export type RosterFamily = InferResponseType<
  Api['admin']['circles'][':circleId']['families'][':familyId']['$get'],
  200
>
export type AuditPage = InferResponseType<Api['admin']['audit']['$get'], 200>
export type DevicesPage = InferResponseType<Api['devices']['$get'], 200>
export type ClassLink = InferResponseType<Api['class-links'][':token']['$get'], 200>
export type HouseHealth = InferResponseType<Api['admin']['house']['$get'], 200>
export type HangoutList = InferResponseType<Api['hangouts'][':hangoutId']['list']['$get'], 200>
export type HistoryPage = InferResponseType<Api['hangouts'][':hangoutId']['history']['$get'], 200>
export type HandOutChoices = InferResponseType<Api['admin']['circles'][':circleId']['hand-outs']['$get'], 200>
export type HandOuts = InferResponseType<Api['admin']['circles'][':circleId']['hand-outs']['$post'], 200>
export type Posters = InferResponseType<Api['admin']['circles'][':circleId']['posters']['$get'], 200>
export type NewPoster = InferResponseType<Api['admin']['circles'][':circleId']['posters']['$post'], 200>
export type WaitingRoom = InferResponseType<Api['admin']['circles'][':circleId']['waiting']['$get'], 200>
export type ReadList = InferResponseType<Api['admin']['circles'][':circleId']['import']['read']['$post'], 200>
export type DryRun = InferResponseType<Api['admin']['circles'][':circleId']['import']['plan']['$post'], 200>
export type WaitingPage = InferResponseType<Api['waiting']['$get'], 200>
export type AskingPage = InferResponseType<Api['circles'][':circleId']['waiting']['$get'], 200>
export type RestorePreview = InferResponseType<
  Api['hangouts'][':hangoutId']['restore-points'][':pointId']['$get'],
  200
>
