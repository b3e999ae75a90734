import { costOfLongText, costOfPlan } from '@sidegate/core/testing/gate-cost'
import { round, type Scenario } from './scenario.ts'

const UPDATES = 5000

export const gate: Scenario = {
  name: 'gate',
  title: 'Gate: what judging an update costs, beside applying it',
  how: `In process, ${UPDATES} honest updates each: of two people in a plan of 30 slots and 60 claims, mostly typing, and in a text with 50,000 edits behind it. Microseconds an update.`,
  rounds: 1,
  columns: {
    gateP50: 'plan: gate p50 us',
    gateP99: 'p99 us',
    bareP50: 'bare applyUpdate p50 us',
    bareP99: 'p99 us',
    textGateP50: 'long text: gate p50 us',
    textGateP99: 'p99 us',
    textBareP50: 'bare applyUpdate p50 us',
    textBareP99: 'p99 us',
  },
  fits: ({ name }) => name === 'ours',
  async run() {
    const now = () => performance.now()
    // The first time is the compiler's.
    costOfPlan(now, UPDATES)
    const plan = costOfPlan(now, UPDATES)
    const text = costOfLongText(now, 50_000, UPDATES)
    return {
      gateP50: round(plan.gate.p50),
      gateP99: round(plan.gate.p99),
      bareP50: round(plan.bare.p50),
      bareP99: round(plan.bare.p99),
      textGateP50: round(text.gate.p50),
      textGateP99: round(text.gate.p99),
      textBareP50: round(text.bare.p50),
      textBareP99: round(text.bare.p99),
    }
  },
}
