import { durability } from './durability.ts'
import { fanOut } from './fan-out.ts'
import { gate } from './gate.ts'
import { join } from './join.ts'
import { joinStorm } from './join-storm.ts'
import { manyDocuments } from './many-documents.ts'
import { memory } from './memory.ts'
import { reconnect } from './reconnect.ts'
import { saturation } from './saturation.ts'
import type { Scenario } from './scenario.ts'

export const scenarios: Scenario[] = [
  fanOut,
  saturation,
  manyDocuments,
  join,
  joinStorm,
  memory,
  durability,
  reconnect,
  gate,
]
