import type { Config } from '../config.ts'
import { isEveryAddress, isTrustworthy } from '../public-url.ts'
import { startServer } from '../server.ts'
import type { CliContext } from './context.ts'

/** Serves until asked to stop. */
export async function serve({ config, log, now, here, print, stopped }: CliContext): Promise<void> {
  const running = await startServer({ config, log, now, here })
  print(`Sidegate is at ${running.url}\n`)
  // To whoever started it and to nobody else: never through the log.
  const token = await running.store.setup.newLink(now())
  if (token !== null) print(welcome(`${running.url}/admin/setup#${token}`))
  for (const line of advice(config, running.url)) print(`${line}\n`)
  await stopped
  await running.stop()
}

/** Until somebody has opened this link there is no other way in. */
const welcome = (link: string) => `
Nobody has set it up yet. Open this link within an hour, in the browser that you will run it from:

  ${link}

It works once. A restart prints a new one and ends this one. To look around first, with made-up people: npm run demo

`

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
