/**
 * Takes away what this phone may not keep any more, sends what was written on pages that are not open now, and drops
 * copies that nobody has used for long. `open`: the document of the page itself (`<kind>/<id>`), which sends its own.
 */
export async function catchUp(open?: string): Promise<void> {
  const [{ askVisit, settleVisit }, { sendAllKept }, { pruneStores, unsentDocuments }] = await Promise.all([
    import('#lib/live/visit.ts'),
    import('#lib/live/kept-commands.ts'),
    import('#lib/live/unsent.ts'),
  ])
  const visit = await askVisit()
  if (!visit) return
  await settleVisit(visit)
  for (const account of visit.guardianIds) {
    await sendAllKept(account)
    const waiting = (await unsentDocuments(account)).filter(
      ({ address }) => `${address.kind}/${address.id}` !== open,
    )
    if (waiting.length === 0) continue
    const { sendDocuments } = await import('#lib/live/send-rest.ts')
    await sendDocuments(account, waiting)
  }
  if (visit.guardianIds.length > 0) await pruneStores(Date.now())
}
