/**
 * Queries of the door, asked at each handshake and again at each recheck: building, compiling and preparing one takes
 * several times as long as asking it, so that is done once; then they are asked past Kysely with other values.
 */
import type { SQLInputValue, StatementSync } from 'node:sqlite'
import type { CompiledQuery } from 'kysely'
import type { Sqlite } from './sqlite.ts'

/** `build` gets a stand-in for each value; it may use it as often as it likes, as a value and nowhere else. */
export function keep<Values extends { [Name in keyof Values]: string | Uint8Array }, Row>(
  { read }: Pick<Sqlite, 'read'>,
  names: readonly (keyof Values & string)[],
  build: (values: Values) => { compile(): CompiledQuery<Row> },
): (values: Values) => Promise<Row[]> {
  // Nobody's value begins so.
  const standIn = (name: string) => `\u0000value of ${name}`
  let kept: { statement: StatementSync; parametersOf: (values: Values) => SQLInputValue[] } | null = null
  return (values) =>
    read((raw) => {
      if (!kept) {
        const standIns = Object.fromEntries(names.map((name) => [name, standIn(name)]))
        // What stands in for bytes is replaced by bytes before it is asked.
        const { sql, parameters } = build(standIns as unknown as Values).compile()
        const nameOf = new Map<unknown, keyof Values>(names.map((name) => [standIn(name), name]))
        // What isn't a value of ours is of the query itself, in a form that SQLite takes.
        const places = parameters.map((value) => ({ name: nameOf.get(value), value: value as SQLInputValue }))
        kept = {
          statement: raw.prepare(sql),
          parametersOf: (given) =>
            places.map(({ name, value }) => (name === undefined ? value : given[name])),
        }
      }
      return kept.statement.all(...kept.parametersOf(values)) as Row[]
    })
}
