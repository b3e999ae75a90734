import type { DocumentDefinition } from '@sidegate/core/documents/definition'
import type {
  ChangeContext,
  OpenDocument,
  TextDelta,
  TextHandle,
  TextName,
} from '@sidegate/core/documents/open'
import { spliceBetween, spliceToDelta } from './text-splice.ts'

type TextListener = (delta: TextDelta, context: ChangeContext) => void

/** A shared text; it outlives a rebuild of the document beneath it, which its listeners see as one delta. */
export interface LiveText extends TextHandle {
  /** The most characters (UTF-16 units) that it takes. */
  readonly limit: number
  /** Whether it takes edits now: not before content is here, nor while a refused copy is replaced. */
  readonly ready: boolean
  /** Calls back after each change, own ones too; returns the way to stop. */
  observe(listener: TextListener): () => void
}

export interface SharedTexts<D extends DocumentDefinition> {
  handle(name: TextName<D['collections']>): LiveText
  /** Another document is shown from now on: listeners hear the difference, then its changes. */
  show(opened: OpenDocument<D>): void
}

/** The texts of whichever document is shown; `writable` is the one that takes edits, if any does. */
export function createSharedTexts<D extends DocumentDefinition>(
  definition: D,
  {
    shown,
    writable,
  }: { shown: () => OpenDocument<D> | undefined; writable: () => OpenDocument<D> | undefined },
): SharedTexts<D> {
  const collections = Object.entries(definition.collections)
  // entries() forgets the keys
  const names = collections.flatMap(([name, { shape }]) => (shape === 'text' ? [name] : [])) as TextName<
    D['collections']
  >[]
  const listenersByName = new Map<string, Set<TextListener>>(names.map((name) => [name, new Set()]))
  let current: OpenDocument<D> | undefined

  return {
    handle(name) {
      const collection = definition.collections[name]
      return {
        limit: collection?.shape === 'text' ? collection.limit : 0,
        get ready() {
          return writable() !== undefined
        },
        get length() {
          return shown()?.text(name).length ?? 0
        },
        toString: () => shown()?.text(name).toString() ?? '',
        splice: (at, remove, insert) => writable()?.text(name).splice(at, remove, insert),
        observe(listener) {
          listenersByName.get(name)?.add(listener)
          return () => listenersByName.get(name)?.delete(listener)
        },
      }
    },
    show(opened) {
      for (const name of names) {
        const text = opened.text(name)
        const tell: TextListener = (delta, context) => {
          for (const listener of listenersByName.get(name) ?? []) listener(delta, context)
        }
        text.observe(tell)
        const difference = spliceBetween(current?.text(name).toString() ?? '', text.toString())
        if (difference) tell(spliceToDelta(difference), { local: false, origin: null })
      }
      current = opened
    },
  }
}
