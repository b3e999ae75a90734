/**
 * `pnpm --filter @sidegate/bench class-list`: a class list of 2,000 rows through the built server, as the wizard sends
 * it: read, dry run, written, then the same list once more. Beside it somebody asks for their circle all the time, for a
 * list must not make others wait. Goal: under 3 s in all.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cpuOf, describeMachine, loadAverage } from './machine.ts'
import { median } from './scenarios/scenario.ts'
import { chooseServer, serverFile } from './servers/ours.ts'
import { startProcess, throwAwayFolder } from './servers/server.ts'

const RESULTS = join(import.meta.dirname, '../results')
const ROWS = 2000
const ROUNDS = 5
const GOAL = 3000 // ms

const { values } = parseArgs({
  allowNegative: true,
  options: { ours: { type: 'string' }, write: { type: 'boolean', default: true } },
})
chooseServer(values.ours)

interface Circle {
  id: string
  guardians: { role: string; token: string }[]
}

type Figures = Record<'read' | 'plan' | 'apply' | 'all' | 'cpu' | 'again' | 'othersWait', number>

const rounds: Figures[] = []
for (let round = 0; round < ROUNDS; round++) {
  const figures = await measure()
  console.error(JSON.stringify(figures))
  rounds.push(figures)
}

const of = (figure: keyof Figures) => Math.round(median(rounds.map((one) => one[figure])))
const machine = describeMachine()
const takenAt = new Date().toISOString().slice(0, 16).replace('T', ' ')
const markdown = `# A class list of ${ROWS.toLocaleString('en')} rows, ${takenAt} UTC

${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, commit ${machine.commit}, load average ${loadAverage()}.
Medians of ${ROUNDS} rounds, each on a server just started, in ms; ${machine.pinned}.

| read the file | dry run | write | **in all** | goal | the server's CPU, in all | the same list once more: dry run | longest that another guardian waited |
|---|---|---|---|---|---|---|---|
| ${of('read')} | ${of('plan')} | ${of('apply')} | **${of('all')}** | ${of('all') < GOAL ? `under ${GOAL}: reached` : `under ${GOAL}: missed`} | ${of('cpu')} | ${of('again')} | ${of('othersWait')} |
`
console.log(markdown)
if (values.write) {
  mkdirSync(RESULTS, { recursive: true })
  writeFileSync(join(RESULTS, `${takenAt.slice(0, 10)}-class-list.md`), markdown)
}
process.exit(of('all') < GOAL ? 0 : 1)

async function measure(): Promise<Figures> {
  const folder = await throwAwayFolder()
  const env = { DATA_DIR: folder.path, LOG_LEVEL: 'warn' }
  const seeded = execFileSync(
    process.execPath,
    [serverFile(), 'seed', '--circles', '1', '--families', '3', '--hangouts', '1', '--json'],
    { env: { PATH: process.env.PATH, ...env } },
  )
  const [circle] = (JSON.parse(seeded.toString()) as { circles: [Circle] }).circles
  const running = await startProcess({ args: [serverFile(), 'serve'], env, ready: 'Sidegate is at' })
  const base = `http://127.0.0.1:${running.port}/api`
  const tokenOf = (role: string) => circle.guardians.find((one) => one.role === role)?.token ?? ''
  const post = async (what: string, body: string) => {
    const answer = await fetch(`${base}/admin/circles/${circle.id}/import/${what}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokenOf('organizer')}`, 'content-type': 'application/json' },
      body,
    })
    if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`)
    return answer.text()
  }
  const other = waitBeside(`${base}/circles/${circle.id}`, tokenOf('guardian'))
  try {
    const from = performance.now()
    const cpuBefore = cpuOf(running.pid)
    const read = JSON.parse(await post('read', classList()))
    const readAt = performance.now()
    const columns = read.columns.map((column: { meaning: string }) => column.meaning)
    const list = { rows: read.rows, headerRow: read.headerRow, columns, decisions: {} }
    const { digest, counts } = JSON.parse(await post('plan', JSON.stringify(list)))
    const planAt = performance.now()
    const last = (await post('apply', JSON.stringify({ ...list, digest }))).trim().split('\n').at(-1) ?? ''
    const applyAt = performance.now()
    const cpu = cpuOf(running.pid) - cpuBefore
    const again = JSON.parse(await post('plan', JSON.stringify(list)))
    const againAt = performance.now()
    if (JSON.parse(last).imported?.kids !== ROWS || counts.kids !== ROWS || again.counts.kidsBy.same !== ROWS)
      throw new Error(`not all kids came in: ${last}`)
    return {
      read: readAt - from,
      plan: planAt - readAt,
      apply: applyAt - planAt,
      all: applyAt - from,
      cpu,
      again: againAt - applyAt,
      othersWait: await other.stop(),
    }
  } finally {
    await other.stop()
    await running.kill('SIGTERM')
    await folder.remove()
  }
}

/** Asks one time after the other; tells the longest that it took. */
function waitBeside(address: string, token: string) {
  let going = true
  let longest = 0
  const asking = (async () => {
    while (going) {
      const from = performance.now()
      const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } })
      await answer.text()
      longest = Math.max(longest, performance.now() - from)
    }
  })()
  return {
    async stop() {
      going = false
      await asking
      return longest
    },
  }
}

/** Every third kid is a sibling; half of the homes have two guardians; there is a birth date to refuse. */
function classList(): string {
  const lines = Array.from({ length: ROWS }, (_, at) => {
    const home = Math.floor((at * 2) / 3)
    const letter = (n: number) => String.fromCharCode(97 + (n % 26))
    const surname = `S${letter(home)}${letter(home / 26)}${letter(home / 676)}`
    const two = home % 2 === 0 ? `Pat ${surname};pat${home}@example.org` : ';'
    return `${surname}, Kid${letter(at)}${letter(at / 26)}${letter(at / 676)};3/${(at % 28) + 1}/2015;Ann ${surname};ann${home}@example.org;555 010 ${1000 + home};${two}`
  })
  return `Student;Born;Parent 1;E-mail 1;Phone 1;Parent 2;E-mail 2\n${lines.join('\n')}\n`
}
