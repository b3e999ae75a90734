/** The command line as it is used: a process, its output, its exit code. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, '../main.ts')
/** A process start on a busy machine. */
export const SLOW = 30_000

export function startProcess(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH, PORT: '0', ...env },
  })
  let out = ''
  let error = ''
  const waiting: { pattern: RegExp; found: () => void }[] = []
  child.stdout.on('data', (chunk) => {
    out += chunk
    for (const { pattern, found } of waiting) if (pattern.test(out)) found()
  })
  child.stderr.on('data', (chunk) => {
    error += chunk
  })
  const ended = new Promise<{ code: number | null; out: string; error: string }>((done) =>
    child.on('close', (code) => done({ code, out, error })),
  )
  return {
    ended,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    async says(pattern: RegExp): Promise<string> {
      if (!pattern.test(out))
        await Promise.race([new Promise<void>((found) => waiting.push({ pattern, found })), ended])
      return out
    },
  }
}
