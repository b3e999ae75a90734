/** Work of one name is done one after the other, so that each sees what became of the one before. */
export function createTurns() {
  const lastByName = new Map<string, Promise<unknown>>()

  return function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = lastByName.get(name) ?? Promise.resolve()
    const turn = before.then(work, work)
    lastByName.set(name, turn)
    const leave = () => {
      if (lastByName.get(name) === turn) lastByName.delete(name)
    }
    turn.then(leave, leave)
    return turn
  }
}
