/**
 * Queries of the door, asked at each handshake and again at each recheck: building and compiling one takes several
 * times as long as asking it, so they are built once and asked with other values.
 */
import type { CompiledQuery } from 'kysely'

interface Asked {
  executeQuery<R>(query: CompiledQuery<R>): Promise<{ rows: R[] }>
}

/** `build` gets a stand-in for each value; it may use it as often as it likes, as a value and nowhere else. */
export function keep<Values extends { [Name in keyof Values]: string | Uint8Array }, Row>(
  db: Asked,
  names: readonly (keyof Values & string)[],
  build: (values: Values) => { compile(): CompiledQuery<Row> },
): (values: Values) => Promise<Row[]> {
  // Nobody's value begins so.
  const standIn = (name: string) => `\u0000value of ${name}`
  let kept: { compiled: CompiledQuery<Row>; places: (keyof Values | null)[] } | null = null
  return async (values) => {
    if (!kept) {
      const standIns = Object.fromEntries(names.map((name) => [name, standIn(name)]))
      // What stands in for bytes is replaced by bytes before it is asked.
      const compiled = build(standIns as unknown as Values).compile()
      const nameOf = new Map<unknown, keyof Values>(names.map((name) => [standIn(name), name]))
      kept = { compiled, places: compiled.parameters.map((value) => nameOf.get(value) ?? null) }
    }
    const { compiled, places } = kept
    const parameters = places.map((name, i) => (name === null ? compiled.parameters[i] : values[name]))
    const { rows } = await db.executeQuery<Row>({ ...compiled, parameters })
    return rows
  }
}
