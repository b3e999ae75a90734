/** P17: a house that starts again on a disk that takes no writes opens, to be read. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createLog } from './log.ts'
import { startServer } from './server.ts'
import { SUNDAY, testConfig } from './testing/house.ts'

test('what is to be forgotten waits until the disk takes writes again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sidegate-test-'))
  const running = await startServer({
    config: testConfig(dataDir),
    log: createLog('silent'),
    now: () => SUNDAY,
    here: null,
    prepare: async ({ sqlite }) => sqlite.read((raw) => raw.exec('pragma query_only = on')),
  })
  try {
    expect((await fetch(`${running.url}/livez`)).status).toBe(200)
    const { status } = await fetch(`${running.url}/readyz`)
    expect(status).toBe(503)
  } finally {
    await running.store.sqlite.read((raw) => raw.exec('pragma query_only = off'))
    await running.stop()
    await rm(dataDir, { recursive: true })
  }
})
