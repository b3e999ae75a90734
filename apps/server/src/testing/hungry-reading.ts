/** A reading that fills one array without end, as a broken spreadsheet may make its library do. */
process.once('message', () => {
  const row: null[] = []
  for (;;) row.push(null)
})
