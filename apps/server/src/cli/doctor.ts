/** Looks everything over and changes nothing, beside a running server or without one. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  DATABASE,
  LOCK,
  MASTER_KEY,
  OPERATOR_TOKEN,
  PRIVATE,
  readMasterKey,
  StartupFault,
} from '../store/folder.ts'
import { type Fault, type Inspection, inspect } from '../store/inspect.ts'
import { whyUnsound } from '../sync/sound.ts'
import type { CliContext } from './context.ts'

/** What `doctor --json` prints. */
export interface Findings extends Inspection {
  sound: boolean
  folder: string
}

/** Exit code 0 when all is well, 1 on any fault. */
export async function doctor({ config, print }: CliContext, { json }: { json: boolean }): Promise<number> {
  const { dataDir } = config
  if (!existsSync(join(dataDir, DATABASE)))
    throw new StartupFault(`There is no ${DATABASE} in ${dataDir}: set DATA_DIR to the folder to look at.`)
  const { documents, updates, faults } = lookOver(dataDir)
  const sound = faults.length === 0
  const findings: Findings = { sound, folder: dataDir, documents, updates, faults }
  if (json) print(`${JSON.stringify(findings)}\n`)
  else if (sound) print(`All is well in ${dataDir}: ${documents} documents, each loaded whole.\n`)
  else print(faults.map(({ says }) => `${says}\n`).join(''))
  return sound ? 0 : 1
}

function lookOver(dataDir: string): Inspection {
  const { key, fault } = masterKey(dataDir)
  const { faults, ...counts } = inspectFile(join(dataDir, DATABASE), key)
  return { ...counts, faults: [...faults, ...(fault ? [fault] : []), ...permissions(dataDir)] }
}

/** The folder's lock is the server's; reading needs none. */
export function inspectFile(file: string, key: Uint8Array | null): Inspection {
  const raw = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  try {
    return inspect(raw, { key, whyUnsound })
  } finally {
    raw.close()
  }
}

function masterKey(dataDir: string): { key: Uint8Array | null; fault: Fault | null } {
  try {
    return { key: readMasterKey(dataDir, false), fault: null }
  } catch (error) {
    const says =
      error instanceof StartupFault
        ? error.message
        : `${join(dataDir, MASTER_KEY)} can't be read by this user.`
    return { key: null, fault: { what: 'key', where: MASTER_KEY, says } }
  }
}

/** Ours alone, in a folder of ours alone; what else an operator keeps there is no concern of ours. */
function* permissions(dataDir: string): Generator<Fault> {
  const folder = statSync(dataDir)
  if (folder.mode & PRIVATE)
    yield open(dataDir, `The folder ${dataDir} is open to others (${octal(folder.mode)}): chmod 700.`)
  for (const name of readdirSync(dataDir)) {
    if (!OURS.some((ours) => name.startsWith(ours))) continue
    const file = statSync(join(dataDir, name), { throwIfNoEntry: false })
    if (!file) continue // a running server makes and removes some
    if (file.mode & PRIVATE) yield open(name, `${name} is open to others (${octal(file.mode)}): chmod 600.`)
    if (file.uid !== folder.uid)
      yield open(
        name,
        `${name} belongs to another user than its folder: the server may not be able to write it.`,
      )
  }
}

const OURS = [DATABASE, LOCK, MASTER_KEY, OPERATOR_TOKEN]
const open = (where: string, says: string): Fault => ({ what: 'file', where, says })
const octal = (mode: number) => (mode & 0o777).toString(8)
