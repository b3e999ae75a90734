// What the gate costs beside bare Yjs on this machine, as JSON; `--runs 5` takes the run with the lowest p50.
import { costOfLongText, costOfPlan } from '../packages/core/src/testing/gate-cost.ts'

const at = process.argv.indexOf('--runs')
const runs = at > 0 ? Number(process.argv[at + 1]) : 3
const now = () => performance.now()
const best = (measure) => Array.from({ length: runs }, measure).sort((a, b) => a.gate.p50 - b.gate.p50)[0]

console.log(
  JSON.stringify(
    {
      plan: best(() => costOfPlan(now, 5000)),
      'text of 50,000 edits': best(() => costOfLongText(now, 50_000, 5000)),
    },
    (_, value) => (typeof value === 'number' ? Math.round(value * 10) / 10 : value),
    2,
  ),
)
