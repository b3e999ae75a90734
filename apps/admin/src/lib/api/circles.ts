import { createClient } from '@sidegate/server/client'

export interface NewCircle {
  name: string
  zone: string
  organizer: 'me' | { name: string; email: string }
}

const { api } = createClient('')

export const makeCircle = (json: NewCircle) => api.admin.circles.$post({ json })
export const loadHouse = () => api.house.$get()
