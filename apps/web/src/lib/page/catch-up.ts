/**
 * Sends what was written on pages that are not open now, and drops copies that nobody has used for long. `open`: the
 * document of the page itself (`<kind>/<id>`), which sends its own.
 */
export async function catchUp(open?: string): Promise<void> {
  const [{ signedInNow }, { isSignedIn, sendAllKept }, { pruneStores, unsentDocuments }] = await Promise.all([
    import('#lib/live/local-index.ts'),
    import('#lib/live/kept-commands.ts'),
    import('#lib/live/unsent.ts'),
  ])
  const now = await signedInNow()
  if (!now || !(await isSignedIn(now.account))) return
  await sendAllKept(now.account)
  const waiting = (await unsentDocuments(now.account)).filter(
    ({ address }) => `${address.kind}/${address.id}` !== open,
  )
  if (waiting.length > 0) {
    const { sendDocuments } = await import('#lib/live/send-rest.ts')
    await sendDocuments(now.account, waiting)
  }
  await pruneStores(Date.now())
}
