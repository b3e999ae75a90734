import { expect, test } from 'vitest'
import { en } from '#lib/words/share/en.ts'
import { es } from '#lib/words/share/es.ts'
import { likelyKind, shareText } from './share-texts.ts'

const frame = {
  title: 'Just-for-fun backyard afternoon',
  startsAt: '2026-11-28T14:00',
  endsAt: '2026-11-28T17:00',
  area: 'by the side gate',
  zone: 'America/New_York',
}
const link = 'https://hangouts.example.org/c/x'
const sunday = Date.UTC(2026, 10, 22, 17)

test('an invitation says what, when, where and the link, in the language of who sends it', () => {
  expect(shareText('invited', frame, link, en, sunday)).toBe(
    `You’re all invited: Just-for-fun backyard afternoon
Sat, Nov 28, 2:00 – 5:00 PM
by the side gate
See the plan and answer: ${link}`,
  )
  expect(shareText('moved', { ...frame, area: '' }, link, es, sunday)).toBe(
    `Esto cambió: Just-for-fun backyard afternoon
Ahora es sáb, 28 de nov, 2:00 – 5:00 p.m.
¿Vienen? Responde aquí: ${link}`,
  )
})

test.each([
  [Date.UTC(2026, 10, 26, 17), 'invited', 'Soon'], // Thursday
  [Date.UTC(2026, 10, 27, 4, 59), 'invited', 'Soon'], // Thursday, a minute before midnight in New York
  [Date.UTC(2026, 10, 27, 5), 'reminder', 'Tomorrow'],
  [Date.UTC(2026, 10, 28, 15), 'reminder', 'Today'],
] as const)('a reminder counts days in the zone of the hangout, at %d', (now, likely, day) => {
  expect(likelyKind(frame, now)).toBe(likely)
  expect(shareText('reminder', frame, link, en, now)).toContain(`${day}: Just-for-fun`)
})
