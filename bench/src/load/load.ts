/** Starts load processes and calls them. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pinnedTo } from '../machine.ts'
import type { Crew } from './crew.ts'
import type { Dialect } from './dialects.ts'
import type { Answer, Ask } from './process.ts'

type Promised<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never
}

export type Load = Promised<Crew> & { pid: number; end(): Promise<void> }

const PROCESS = join(import.meta.dirname, 'process.ts')

export function startLoad(port: number, dialect: Dialect): Load {
  const [command, ...args] = pinnedTo('load', [process.execPath, PROCESS, String(port), dialect])
  const child = spawn(command as string, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  const waiting = new Map<number, { done: (result: unknown) => void; fail: (error: Error) => void }>()
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  child.on('message', (answer: Answer) => {
    const { done, fail } = waiting.get(answer.id) ?? {}
    waiting.delete(answer.id)
    if ('error' in answer) fail?.(new Error(`load: ${answer.error}`))
    else done?.(answer.result)
  })
  child.once('exit', () => {
    for (const { fail } of waiting.values()) fail(new Error('the load process ended'))
  })
  let lastId = 0
  const call = (name: string, given: unknown[]) =>
    new Promise((done, fail) => {
      const id = ++lastId
      waiting.set(id, { done, fail })
      child.send({ id, call: name, args: given } satisfies Ask)
    })
  const own = {
    pid: child.pid as number,
    async end() {
      if (child.connected) child.disconnect()
      await ended
    },
  }
  return new Proxy(own, {
    get: (target, name: string) =>
      name in target ? target[name as keyof typeof target] : (...given: unknown[]) => call(name, given),
  }) as unknown as Load // what it doesn't have itself it calls over there
}
