import type { Answer as Said } from '@sidegate/core/hangouts/answers'
import type { Answer } from './commands.ts'

/** What a home told an organizer in person. */
export interface Told {
  kidId: string
  familyId: string
  answer: Said
}

export const tellAnswer = (hangoutId: string, told: Told): Promise<Answer<{ told: boolean }>> =>
  fetch(`/api/hangouts/${encodeURIComponent(hangoutId)}/told`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(told),
  })
