import { expect, test } from 'vitest'
import { type Composing, composeMail, type MailFacts } from './compose.ts'
import { en, es } from './words.ts'

const hangout = {
  id: 'han_1',
  title: 'Luka’s <b>backyard</b> afternoon',
  startsAt: '2026-11-28T14:00',
  endsAt: '2026-11-28T17:00',
  zone: 'America/New_York',
  area: 'By the side gate',
}
const plain = { hangout, was: null, isBack: false }
const now = Date.UTC(2026, 10, 22, 17)
const every: MailFacts[] = [
  { kind: 'invited', ...plain, now },
  { kind: 'moved', ...plain, now },
  { kind: 'off', ...plain, now },
  { kind: 'link' },
  { kind: 'code', code: '123 456' },
  { kind: 'let-in', circle: 'Room 12' },
  { kind: 'device', device: 'Chrome on Android', at: now, zone: 'America/New_York' },
  { kind: 'new-address' },
  { kind: 'test' },
]
const TOKEN = 'x'.repeat(43)
const compose = (facts: MailFacts, change: Partial<Composing> = {}) =>
  composeMail({
    facts,
    language: 'en',
    house: 'Lincoln Elementary PTA',
    publicUrl: 'https://hangouts.example.org',
    token: null,
    ...change,
  })

test.each(['en', 'es'])(
  '%s: a subject names the PTA, and no hangout, no kid, no code, no link',
  (language) => {
    for (const facts of every) {
      const { subject } = compose(facts, { language, token: TOKEN })
      expect(subject).toMatch(/^Lincoln Elementary PTA: \S/)
      expect(subject).not.toMatch(/Luka|backyard|123|http|xxx|Room 12|Chrome/)
    }
  },
)

test('an invitation: what, when in its own zone, where, and one way on', () => {
  const { text, html } = compose({ kind: 'invited', ...plain, now })
  expect(text).toContain(
    'Luka’s <b>backyard</b> afternoon\n  Sat, Nov 28, 2:00 – 5:00 PM\n  By the side gate\n',
  )
  expect(text).toContain('See the plan and answer:\nhttps://hangouts.example.org/hangout/han_1\n')
  expect(text).toContain('Choose which mails you get: https://hangouts.example.org/family')
  expect(html).toContain('<a href="https://hangouts.example.org/hangout/han_1">See the plan and answer</a>')
  expect(compose({ kind: 'invited', ...plain, now }, { language: 'es' }).text).toContain('sáb, 28 nov')
})

test('a move says when it would have been, and one that is on after all says so', () => {
  const was = { startsAt: '2026-11-27T14:00', endsAt: '2026-11-27T17:00' }
  const moved = compose({ kind: 'moved', ...plain, was, now }).text
  expect(moved).toContain('Sat, Nov 28, 2:00 – 5:00 PM')
  expect(moved).toContain('It was planned for Fri, Nov 27, 2:00 – 5:00 PM.')
  expect(compose({ kind: 'moved', ...plain, isBack: true, now }).text).toContain('is on after all')
})

test('what people wrote is text in the html, never markup', () => {
  const { html } = compose({ kind: 'invited', ...plain, now }, { house: '<script>"PTA"</script>' })
  expect(html).toContain('Luka’s &lt;b&gt;backyard&lt;/b&gt; afternoon')
  expect(html).not.toMatch(/<b>|<script/)
})

test('P25: a mail asks nobody for anything: no image, no style sheet, no address but ours', () => {
  for (const language of ['en', 'es'])
    for (const facts of every) {
      const { html, text } = compose(facts, { language })
      expect(html).not.toMatch(/<img|<link|<script|url\(|@import|#[0-9a-f]{3}/i)
      for (const [, address] of `${html}${text}`.matchAll(/(https?:\/\/[^/"\s]+)/g))
        expect(address).toBe('https://hangouts.example.org')
    }
})

test('a personal link stands in the body, and with it whose it is', () => {
  const { text } = compose({ kind: 'invited', ...plain, now }, { token: TOKEN })
  expect(text).toContain(`https://hangouts.example.org/l/${TOKEN}?to=/hangout/han_1\n`)
  expect(compose({ kind: 'link' }, { token: TOKEN }).text).toContain(`example.org/l/${TOKEN}\n`)
  expect(text).toContain('The link in this mail is yours alone')
  expect(compose({ kind: 'invited', ...plain, now }).text).not.toContain('yours alone')
})

test('a language that we do not speak is English', () => {
  expect(compose({ kind: 'test' }, { language: 'fr' })).toEqual(compose({ kind: 'test' }))
})

test('both catalogues say everything in words of their own', () => {
  const texts = (words: typeof en) =>
    Object.values(words).flatMap((part) => (typeof part === 'object' ? Object.values(part) : [part]))
  const english = new Set(texts(en).map(String))
  for (const text of texts(es)) expect(english.has(String(text))).toBe(false)
  for (const text of [...texts(en), ...texts(es)].map(String)) expect(text).not.toMatch(/[!¡]/)
})
