/** When the last backup was made, in a small file beside the database: what is in the database is in the backup, too. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'

const FILE = 'last-backup.json'

const schema = v.object({
  /** ms UTC */
  at: v.number(),
  bytes: v.number(),
})
export type LastBackup = v.InferOutput<typeof schema>

export async function noteBackup(dataDir: string, backup: LastBackup): Promise<void> {
  const file = join(dataDir, FILE)
  await writeFile(`${file}.part`, `${JSON.stringify(backup)}\n`, { mode: 0o600 })
  await rename(`${file}.part`, file)
}

/** null: none yet, or nobody can say. */
export async function lastBackupIn(dataDir: string): Promise<LastBackup | null> {
  const text = await readFile(join(dataDir, FILE), 'utf8').catch(() => null)
  const parsed = text === null ? null : v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text)
  return parsed?.success ? parsed.output : null
}
