import { fanOut } from './fan-out.ts'
import type { Scenario } from './scenario.ts'

export const scenarios: Scenario[] = [fanOut]
