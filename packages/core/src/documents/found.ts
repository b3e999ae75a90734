/** The first content of a document, as the one update that founds it. Only the server founds (R8). */
import * as Y from 'yjs'
import type { DocumentDefinition } from './definition.ts'
import { type EditOf, openDocument } from './open.ts'

export function foundingUpdate<D extends DocumentDefinition>(
  definition: D,
  write: (edit: EditOf<D['collections']>) => void,
): Uint8Array {
  const doc = new Y.Doc()
  openDocument(definition, doc).change(write)
  const update = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return update
}
