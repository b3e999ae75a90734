/** P5: poisons that once came through, or that must never. The corpus only grows. */
import { clockAttacks } from './clocks.ts'
import { costAttacks } from './costs.ts'
import { deleteAttacks } from './deletes.ts'
import { idAttacks } from './ids.ts'
import { placeAttacks } from './places.ts'
import { rightAttacks } from './rights.ts'
import type { Attack } from './scene.ts'
import { structAttacks } from './structs.ts'
import { valueAttacks } from './values.ts'

export const attacksByFamily: Readonly<Record<string, readonly Attack[]>> = {
  structs: structAttacks,
  clocks: clockAttacks,
  ids: idAttacks,
  deletes: deleteAttacks,
  places: placeAttacks,
  values: valueAttacks,
  rights: rightAttacks,
  costs: costAttacks,
}
