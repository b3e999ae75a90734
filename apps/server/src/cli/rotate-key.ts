/** Gives the house another master key, while nothing serves from its folder. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DATABASE, MASTER_KEY, PRIVATE, readMasterKey, StartupFault, takeFolder } from '../store/folder.ts'
import { opens, rotate, settleRotation } from '../store/rotation.ts'
import { openStoreFile } from '../store/store.ts'
import type { CliContext } from './context.ts'

export async function rotateKey(
  { config, now, print }: CliContext,
  { json }: { json: boolean },
): Promise<number> {
  const { dataDir } = config
  const file = join(dataDir, DATABASE)
  if (!existsSync(file))
    throw new StartupFault(`There is no ${DATABASE} in ${dataDir}: set DATA_DIR to the house's folder.`)
  process.umask(PRIVATE)
  const release = await takeFolder(dataDir)
  try {
    settleRotation(dataDir, now())
    const key = readMasterKey(dataDir, false)
    if (!opens(file, key))
      throw new StartupFault(
        `${join(dataDir, MASTER_KEY)} is not the key of this database: put the right one back first.`,
      )
    // An older house is brought to the present form first: the tables that hold addresses must be there.
    await (await openStoreFile({ file, key, now, release: () => undefined })).close()
    const { keys, kept } = rotate(dataDir, now())
    print(
      json
        ? `${JSON.stringify({ keys, kept })}\n`
        : `The house has another master key; ${keys} keys were wrapped anew.\n` +
            `The one of before is ${kept}: backups made until now need it. Keep it as long as you keep them, elsewhere,\n` +
            `and keep a copy of the new ${join(dataDir, MASTER_KEY)}, too.\n`,
    )
    return 0
  } finally {
    release()
  }
}
