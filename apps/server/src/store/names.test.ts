import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createNames } from './names.ts'
import { createVault, KEY_BYTES } from './vault.ts'

function house() {
  const vault = createVault(randomBytes(KEY_BYTES))
  const wrapped = vault.newKey('family')
  const names = createNames(vault)
  const row = (name: string, id = 'mara') => ({
    id,
    family_id: 'family',
    wrapped,
    name: names.seal.guardian(id, 'family', wrapped, name),
  })
  return { names, row }
}

test('a guardian’s name is what stands in the row, however often it was another', () => {
  const { names, row } = house()
  const before = row('Mara')
  const after = row('Mara Lindqvist')
  for (const [told, name] of [
    [before, 'Mara'],
    [before, 'Mara'],
    [after, 'Mara Lindqvist'],
    [before, 'Mara'],
    [row('Jelena', 'jelena'), 'Jelena'],
  ] as const)
    expect(names.guardian(told)).toBe(name)
})

test('bytes that were changed are not taken for those that were read before', () => {
  const { names, row } = house()
  const good = row('Mara')
  expect(names.guardian(good)).toBe('Mara')
  const changed = Uint8Array.from(good.name)
  changed[changed.length - 1] = (changed.at(-1) as number) ^ 1
  expect(() => names.guardian({ ...good, name: changed })).toThrow()
})
