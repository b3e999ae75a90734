/** How the house itself is, for its operator: what to look at on the evening of setting it up, and when something is odd. */
import type { IncomingMessage } from 'node:http'
import type { AppDeps } from '../deps.ts'
import { isTrustworthy } from '../public-url.ts'

export type HouseHealthDeps = Pick<
  AppDeps,
  'store' | 'mailing' | 'disk' | 'lastBackup' | 'publicUrl' | 'trustProxy' | 'now'
>

export async function houseHealth(deps: HouseHealthDeps, incoming: IncomingMessage | undefined) {
  const { store, mailing, publicUrl, trustProxy, now } = deps
  const at = now()
  const { id, name, zone, language, passkeyHost } = await store.installation()
  const [disk, lastBackup] = await Promise.all([deps.disk().catch(() => null), deps.lastBackup()])
  return {
    installation: id,
    settings: { name, zone, language },
    /** The server's clock, ms UTC. */
    now: at,
    disk,
    lastBackup,
    mail: mailing.settings && { ...mailing.settings, ...(await store.mails.state(at)) },
    address: {
      publicUrl,
      /** Browsers give passkeys, offline pages and push to such an address alone. */
      isTrustworthy: isTrustworthy(publicUrl),
      passkeyHost,
      trustProxy,
      seen: seenOf(incoming),
    },
  }
}

/** What reverse proxies told of this very request. */
function seenOf(incoming: IncomingMessage | undefined) {
  const { headers = {} } = incoming ?? {}
  const hops = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .filter((hop) => hop.trim() !== '')
  const [protocol] = String(headers['x-forwarded-proto'] ?? '').split(',')
  return {
    /** How many addresses stand in X-Forwarded-For. */
    hops: hops.length,
    protocol: protocol?.trim().toLowerCase() || null,
    host: headers.host ?? null,
  }
}
