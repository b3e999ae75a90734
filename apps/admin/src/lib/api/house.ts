/** The house itself: the first run, how it is, how it is called. */
import { createClient, type HouseHealth } from '@sidegate/server/client'
import { ask } from './commands.ts'
import { load } from './console.ts'

export type { HouseHealth }
export type HouseSettings = HouseHealth['settings']

const { api } = createClient('')

/** What everybody may know: whether the house is set up, and which ways lead in. */
export const askHouse = () => ask(() => api.house.$get())

export const lookAtLink = (token: string) => ask(() => api.setup.look.$post({ json: { token } }))

export interface FirstRun {
  token: string
  name: string
  zone: string
  language: 'en' | 'es'
  operator: string
}
export const setUp = (run: FirstRun) => ask(() => api.setup.$post({ json: run }))

export const loadHouse = () => load<HouseHealth>(() => api.admin.house.$get())

export const changeHouse = (settings: { name: string; zone: string; language: 'en' | 'es' }) =>
  ask(() => api.admin.house.$post({ json: settings }))

export const testMail = (to: string, language: 'en' | 'es') =>
  ask(() => api.admin.house['mail-test'].$post({ json: { to, language } }))
