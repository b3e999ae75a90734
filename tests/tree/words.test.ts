import { expect, test } from 'vitest'
import { avoidedIn, declaredNames } from '../../scripts/words.mjs'

test.each([
  ['hostRota', 'rota'],
  ['ROTA_LENGTH', 'rota'],
  ['host-rota.ts', 'rota'],
  ['thirdParty', 'party'],
  ['rotation', undefined],
  ['partial', undefined],
  ['steam', undefined],
])('in the name %s the avoided word is %s', (name, word) => {
  expect(avoidedIn(name)).toBe(word)
})

test('only names that a text declares are looked at, in TypeScript and in Svelte', () => {
  const source = 'const turn = library.rota; function swap(family: Family) {} type Slot = { booking: string }'
  expect(declaredNames('a.ts', source)).toEqual(['turn', 'swap', 'family', 'Slot', 'booking'])
  expect(declaredNames('a.svelte', '<p>rota</p><script lang="ts">let rota = 1</script>')).toEqual(['rota'])
})
