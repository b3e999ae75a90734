import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPEN } from '../testing/access/columns.ts'
import { type OpenFolder, openFolder } from '../testing/house.ts'
import { tables } from './tables.ts'

let folder: OpenFolder
beforeAll(async () => {
  folder = await openFolder()
})
afterAll(() => folder.close())

test('every table of the database declares whose data it holds', async () => {
  const inDatabase = await folder.store.sqlite.db.introspection.getTables({ withInternalKyselyTables: true })
  expect(inDatabase.map((table) => table.name).sort()).toEqual(Object.keys(tables).sort())
})

test('what a declaration names is there, and secret columns hold bytes', async () => {
  const inDatabase = await folder.store.sqlite.db.introspection.getTables({ withInternalKyselyTables: true })
  for (const { name, columns } of inDatabase) {
    const { via, secret, of } = tables[name as keyof typeof tables]
    const typesByColumn = new Map(columns.map((column) => [column.name, column.dataType.toLowerCase()]))
    if (via === null) expect(of).toBe('installation')
    else expect([...typesByColumn.keys()]).toContain(via)
    for (const column of secret)
      expect([name, column, typesByColumn.get(column)]).toEqual([name, column, 'blob'])
  }
})

test('P9: each column is sealed, or is said to stand readable', async () => {
  const inDatabase = await folder.store.sqlite.db.introspection.getTables({ withInternalKyselyTables: true })
  const columnsByTable = Object.fromEntries(
    inDatabase.map(({ name, columns }) => [name, columns.map((column) => column.name).sort()]),
  )
  const declared = Object.entries(tables).map(([name, { secret }]) => {
    const open = OPEN[name as keyof typeof OPEN].split(' ').filter(Boolean)
    return [name, [...secret, ...open].sort()]
  })
  expect(Object.fromEntries(declared)).toEqual(columnsByTable)
})

test('every commit reaches the disk before it is acknowledged, and what is deleted is overwritten', () => {
  const { sqlite } = folder.store
  expect(sqlite.pragma('journal_mode')).toBe('wal')
  expect(sqlite.pragma('synchronous')).toBe(2) // FULL
  expect(sqlite.pragma('secure_delete')).toBe(1)
  expect(sqlite.pragma('foreign_keys')).toBe(1)
})
