import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createVault, KEY_BYTES } from './vault.ts'

const master = randomBytes(KEY_BYTES)
const vault = createVault(master)
const place = { table: 'kids', column: 'name', row: 'kid_1' }

test('what is sealed opens in its own place with its own key', () => {
  const key = vault.newKey('kid_1')
  expect(vault.open('kid_1', key, place, vault.seal('kid_1', key, place, 'Zuri'))).toBe('Zuri')
})

test('the same name twice makes different bytes, none of them the name', () => {
  const key = vault.newKey('kid_1')
  const [one, two] = [vault.seal('kid_1', key, place, 'Zuri'), vault.seal('kid_1', key, place, 'Zuri')]
  expect(Buffer.compare(one, two)).not.toBe(0)
  expect(Buffer.from(one).includes('Zuri')).toBe(false)
})

test('a value moved to another row, another column or under another key is refused', () => {
  const key = vault.newKey('kid_1')
  const sealed = vault.seal('kid_1', key, place, 'Zuri')
  expect(() => vault.open('kid_1', key, { ...place, row: 'kid_2' }, sealed)).toThrow()
  expect(() => vault.open('kid_1', key, { ...place, column: 'note' }, sealed)).toThrow()
  expect(() => vault.open('kid_1', vault.newKey('kid_1'), place, sealed)).toThrow()
  expect(() => vault.open('kid_2', key, place, sealed)).toThrow()
})

test('changed bytes and another master key are refused', () => {
  const key = vault.newKey('kid_1')
  const sealed = vault.seal('kid_1', key, place, 'Zuri')
  for (const at of [0, 5, 20, sealed.length - 1]) {
    const changed = Uint8Array.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => vault.open('kid_1', key, place, changed)).toThrow()
  }
  expect(() => createVault(randomBytes(KEY_BYTES)).open('kid_1', key, place, sealed)).toThrow()
})
