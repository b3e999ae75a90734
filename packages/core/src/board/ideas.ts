/** What guardians do on their circle's idea board. */
import type { board, Idea } from '../documents/board.ts'
import type { OpenDocument } from '../documents/open.ts'

export type OpenBoard = OpenDocument<typeof board>
export type NewIdea = Pick<Idea, 'title'> & Partial<Omit<Idea, 'id'>>

export function addIdea(document: OpenBoard, id: string, idea: NewIdea) {
  document.change((edit) => edit.ideas.put(id, idea))
}

export function editIdea(document: OpenBoard, id: string, patch: Partial<Omit<Idea, 'id'>>) {
  document.change((edit) => edit.ideas.set(id, patch))
}

export function removeIdea(document: OpenBoard, id: string): Idea | null {
  const idea = document.read().ideas.find((candidate) => candidate.id === id) ?? null
  document.change((edit) => edit.ideas.remove(id))
  return idea
}

export function restoreIdea(document: OpenBoard, { id, ...idea }: Idea) {
  document.change((edit) => edit.ideas.put(id, idea))
}
