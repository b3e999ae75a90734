import type { Answer } from '@sidegate/core/hangouts/answers'
import { createClient } from '@sidegate/server/client'

/** What a home told an organizer in person. */
export interface Told {
  kidId: string
  familyId: string
  answer: Answer
}

const { told } = createClient('').api.hangouts[':hangoutId']

export const tellAnswer = (hangoutId: string, json: Told) => told.$post({ param: { hangoutId }, json })
