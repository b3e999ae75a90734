/** A reading that looks about itself: it answers only when there is nothing to be seen. */
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReadFile } from '../import/read-file.ts'

const isRefused = (deed: () => void) => {
  try {
    deed()
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_ACCESS_DENIED'
  }
}

process.once('message', () => {
  const isAlone =
    Object.keys(process.env).every((name) => name.startsWith('NODE_CHANNEL') || name.startsWith('__CF')) &&
    isRefused(() => writeFileSync(join(tmpdir(), 'nosy'), ''))
  if (isAlone) process.send?.({ rows: [], source: { kind: 'xlsx' } } satisfies ReadFile)
  else process.exit(1)
})
