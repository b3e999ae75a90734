import type { Config } from '../config.ts'
import { isEveryAddress, isTrustworthy } from '../public-url.ts'
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
  for (const line of advice(config, running.url)) print(`${line}\n`)
  await stopped
  await running.stop()
}

/** What an operator would otherwise find out by wondering. */
export function advice({ host, publicUrl }: Config, url: string): string[] {
  if (isEveryAddress(host) && publicUrl === null)
    return ['Other devices can read but not write: set PUBLIC_URL to the address that they open.']
  if (!isTrustworthy(url))
    return [
      'Over plain http phones get no offline pages, passkeys or push: see the README for https in two lines.',
    ]
  return []
}
