/**
 * Cells that a spreadsheet would run as a formula get an apostrophe in front, which it takes as "this is text"; on the
 * way in it is taken off again. A cell that begins so by itself gets one more, so nothing is lost on the way.
 */
const MARK = "'"
const RUNS = /^'*[=+\-@\t\r\n＝＋－＠]/u
const MARKED = /^'+[=+\-@\t\r\n＝＋－＠]/u

export const makeHarmless = (cell: string) => (RUNS.test(cell) ? MARK + cell : cell)
export const takeMarkOff = (cell: string) => (MARKED.test(cell) ? cell.slice(MARK.length) : cell)

/** RFC 4180, each cell in quotes. The mark at the front tells spreadsheets that it is UTF-8. */
export function toCsv(grid: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]) =>
    row.map((cell) => `"${makeHarmless(cell).replaceAll('"', '""')}"`).join(',')
  return `\ufeff${grid.map((row) => `${line(row)}\r\n`).join('')}`
}
