/** The definition of each kind of document. */
import type { DocumentKind } from './address.ts'
import { board } from './board.ts'
import type { DocumentDefinition } from './definition.ts'
import { plan } from './plan.ts'
import { play } from './play.ts'

export const definitionsByKind: Record<DocumentKind, DocumentDefinition> = { plan, play, board }
