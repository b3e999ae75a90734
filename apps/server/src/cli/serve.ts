import { startServer } from '../server.ts'
import type { CliContext } from './context.ts'

/** Serves until asked to stop. */
export async function serve({ config, log, now, here, print, stopped }: CliContext): Promise<void> {
  const running = await startServer({ config, log, now, here })
  print(`Sidegate is at ${running.url}\n`)
  if (await running.store.people.isEmpty())
    print(
      'The data folder is empty: there is nobody to sign in yet. See it with made-up people: npm run demo\n',
    )
  await stopped
  await running.stop()
}
