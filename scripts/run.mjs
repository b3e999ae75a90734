// The way in for `npm start`, `npm test`, `npm run demo` and `npm run dev`, on a machine that has only Node 20 and
// npm. It fetches the pinned pnpm, installs what the lockfile says, builds, and hands over to the command, which
// runs on the workspace's own Node. Stdout belongs to that command (`demo -- --json` is read by programs): what
// installing and building have to say goes to stderr, and only when they fail.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const GRACE = 4000 // ms from a signal until whatever does not listen is killed; all is gone within 5 s
const root = fileURLToPath(new URL('..', import.meta.url))
const windows = process.platform === 'win32' // has no process groups, and needs a shell to find npx
const pnpm = `npx --yes --loglevel=error ${JSON.parse(readFileSync(`${root}package.json`, 'utf8')).packageManager}`
const commands = {
  start: 'apps/server/dist/server.js serve',
  demo: 'apps/server/dist/server.js demo',
  dev: 'scripts/dev.mjs',
  test: `${pnpm} exec node scripts/test.mjs`, // through pnpm, because turbo looks for it on PATH
}

// What npm tells its children about itself would steer the pnpm inside; where to fetch from stays the same.
const kept = /^(?!npm_)|^npm_config_(registry|cache|cafile|proxy|https_proxy|noproxy)$/i
const inherited = Object.entries(process.env).filter(([name]) => kept.test(name))
const env = { ...Object.fromEntries(inherited), TURBO_TELEMETRY_DISABLED: '1' }

let group = 0 // the running child's process id, which is also that of its process group
let stoppedBy // the first signal
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal))
const parent = process.ppid // a shell between npm and us passes no signal on, but one can see that it is gone
setInterval(() => process.ppid !== parent && stop('SIGTERM'), 500).unref()

const [name, ...extra] = process.argv.slice(2)
if (!Object.hasOwn(commands, name)) fail(`Say one of: ${Object.keys(commands).join(', ')}.`)
for (const step of ['install --frozen-lockfile', 'run build']) {
  const { code, output } = await run(`${pnpm} ${step}`.split(' '), 'pipe')
  if (stoppedBy || code !== 0)
    fail(stoppedBy ? 'Stopped.' : `${output}\n"pnpm ${step}" failed, see above.`, code)
}
const command = commands[name].split(' ')
if (name !== 'test') command.unshift(bundledNode())
process.exit((await run([...command, ...extra], 'inherit')).code)

/** Runs a command to its end: its exit code and, when piped, what it printed. */
async function run(command, stdio) {
  const [file, ...args] = command
  const options = { cwd: root, env, stdio: ['ignore', stdio, stdio], detached: !windows, shell: windows }
  const child = spawn(file, args, options)
  group = child.pid ?? 0
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => (output += bytes))
  const code = await new Promise((done) => {
    child.on('error', (error) => fail(`${file} could not be started: ${error.message}`))
    child.on('close', (code, signal) => done(code ?? 128 + constants.signals[signal ?? 'SIGKILL']))
  })
  while (stoppedBy && reach(0)) await new Promise((soon) => setTimeout(soon, 50)) // the child's own children
  return { code, output }
}

function stop(signal) {
  if (stoppedBy) return
  stoppedBy = signal
  reach(signal)
  setTimeout(() => reach('SIGKILL'), GRACE)
  setTimeout(() => process.exit(128 + constants.signals[signal]), GRACE + 500)
}

/** Signals everyone in the child's group; false when nobody is left. */
function reach(signal) {
  try {
    return group !== 0 && process.kill(windows ? group : -group, signal) // 0 would be our own group
  } catch {
    return false // gone already
  }
}

function bundledNode() {
  if (existsSync(`${root}node_modules/.bin/node`)) return `${root}node_modules/.bin/node`
  if (Number.parseInt(process.versions.node, 10) >= 26) return process.execPath
  return fail('No Node 26 comes along for this platform: install Node 26 or newer, then try again.')
}

function fail(sentence, code = 1) {
  process.stderr.write(`${sentence.trim()}\n`)
  process.exit(code)
}
