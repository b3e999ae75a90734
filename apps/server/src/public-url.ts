/** How the outside knows this server, when nobody said. */
export function addressToUrl(host: string, port: number): string {
  // All addresses are shown as this machine.
  const shown = isEveryAddress(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return new URL(`http://${shown}:${port}`).origin
}

export const isEveryAddress = (host: string) => host === '0.0.0.0' || host === '::'

/** Browsers trust https and this machine: only there do they give service workers, passkeys and push. */
export function isTrustworthy(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl)
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}
