import type { Loaded } from './resource.svelte.ts'

export type Overview = {
  house: string
  operator: boolean
  totals: { familiesIn: number; families: number; hangoutsAhead: number; editing: number }
  circles: CircleRow[]
}
export type CircleRow = {
  id: string
  name: string
  familiesIn: number
  families: number
  next: { title: string; startsAt: string; zone: string; host: string } | null
  editing: number
}
export type CirclePage = {
  id: string
  name: string
  zone: string
  families: FamilyRow[]
  hangouts: HangoutRow[]
}
export type FamilyRow = { id: string; name: string | null; kids: string[]; guardians: number; in: boolean }
export type HangoutRow = {
  id: string
  title: string
  startsAt: string
  endsAt: string
  zone: string
  host: string
  state: 'draft' | 'sent' | 'on' | 'rain-plan' | 'off' | 'over'
  editing: number
}

export const loadOverview = () => load<Overview>('/api/admin/overview')
export const loadCircle = (circleId: string) => load<CirclePage>(`/api/admin/circles/${circleId}`)

async function load<Value>(path: string): Promise<Loaded<Value>> {
  let response: Response
  try {
    response = await fetch(path, { headers: { accept: 'application/json' } })
  } catch {
    return { trouble: 'unreachable' }
  }
  if (response.ok) return { value: (await response.json()) as Value }
  return { trouble: response.status === 404 || response.status === 401 ? 'nothing' : 'fault' }
}
