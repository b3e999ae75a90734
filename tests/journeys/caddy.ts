/**
 * Debian's Caddy in front of a house, with the README's two lines and a certificate that it makes itself (for
 * `localhost` it does that without being told).
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'

const CADDY = [process.env.CADDY_PATH, '/usr/bin/caddy', '/usr/local/bin/caddy'].find(
  (path) => path && existsSync(path),
)
export const hasCaddy = CADDY !== undefined

const caddyfile = (port: number, to: number) => `{
	admin off
	auto_https disable_redirects
	skip_install_trust
}
localhost:${port}
reverse_proxy 127.0.0.1:${to}
`

/** Serves https on `port` from `to`; returns the way to end it. All that it writes stays in `folder`. */
export async function startCaddy(folder: string, port: number, to: number): Promise<() => Promise<void>> {
  if (!CADDY) throw new Error('there is no Caddy: "sudo apt-get install caddy", or set CADDY_PATH')
  await mkdir(folder, { recursive: true })
  const config = join(folder, 'Caddyfile')
  await writeFile(config, caddyfile(port, to))
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  const child = spawn(CADDY, ['run', '--config', config, '--adapter', 'caddyfile'], { env, stdio: 'ignore' })
  const died = once(child, 'exit').then(() => {
    throw new Error('Caddy ended')
  })
  await Promise.race([listens(port), died])
  died.catch(() => undefined) // from here on its end is ours
  return async () => {
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  }
}

async function listens(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const opened = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (opened) return
    await new Promise((next) => setTimeout(next, 50))
  }
}
