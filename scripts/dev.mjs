// `npm run dev`, once run.mjs has installed and built: the server with demo data, restarted on each change, and both
// front ends with hot reload in front of it. All three live in run.mjs's process group; when one ends, all do.
import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const HOST = '127.0.0.1'
const PORTS = { server: 8080, web: 5173, admin: 5174 }
const address = Object.fromEntries(
  Object.entries(PORTS).map(([name, port]) => [name, `http://${HOST}:${port}`]),
)

// Links, cookies and the Origin check must name the address in the browser's bar: that of web, which passes the
// API, the sockets and the admin console on.
const env = {
  ...process.env,
  PATH: `${root}node_modules/.bin${delimiter}${process.env.PATH}`, // vite's own script asks for "node"
  HOST,
  PORT: String(PORTS.server),
  PUBLIC_URL: address.web,
  SIDEGATE_API: address.server,
  SIDEGATE_ADMIN: address.admin,
}

const processes = [
  start('.', process.execPath, ['--watch', '--watch-preserve-output', 'apps/server/src/main.ts', 'demo']),
  vite('web'),
  vite('admin'),
]

let open = processes.length
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(signal)) // they got it, too
for (const child of processes)
  child.on('exit', (code) => {
    open -= 1
    process.exitCode ??= code ?? 0
    end('SIGTERM')
    if (open === 0) process.exit()
  })

function end(signal) {
  for (const child of processes) if (child.exitCode === null && child.signalCode === null) child.kill(signal)
}

function vite(name) {
  const where = ['--host', HOST, '--port', String(PORTS[name]), '--strictPort', '--clearScreen', 'false']
  return start(`apps/${name}`, `${root}apps/${name}/node_modules/.bin/vite`, ['dev', ...where])
}

function start(folder, file, args) {
  return spawn(file, args, { cwd: `${root}${folder}`, env, stdio: ['ignore', 'inherit', 'inherit'] })
}
