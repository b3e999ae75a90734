import { untrack } from 'svelte'
import type { Attachment } from 'svelte/attachments'
import type { LiveText } from './shared-texts.ts'
import {
  type Delta,
  fitSplice,
  moveCaret,
  moveIndex,
  moveSplice,
  type Splice,
  spliceBetween,
  spliceToDelta,
} from './text-splice.ts'

interface LiveTexts<Name extends string> {
  text(name: Name): LiveText
  focus(path: string | null): void
}

/**
 * Binds a `<textarea>` to a shared text: `<textarea {@attach textField(live, 'about')}></textarea>`. What is typed goes
 * out as one small splice, what others write comes in around the caret, and the others are told who is in the field.
 * While an input method composes, the field is left alone and nothing half-composed goes out.
 */
export function textField<Name extends string>(
  live: LiveTexts<Name>,
  name: NoInfer<Name>,
): Attachment<HTMLTextAreaElement> {
  // Untracked: a connection that comes or goes must not bind the field anew under the writer's hands.
  return (field) => untrack(() => bind(field, live, name))
}

function bind<Name extends string>(
  field: HTMLTextAreaElement,
  live: LiveTexts<Name>,
  name: Name,
): () => void {
  const text = live.text(name)
  /** The shared text as the field last stood level with it; before there is content, what the server rendered. */
  let level = text.ready ? text.toString() : field.value
  let covered = text.ready
  /** What others did since, while composing. */
  let missed: Delta[] = []
  let composing = false
  let writing = false

  const show = (value: string, move: (index: number) => number) => {
    level = value
    if (field.value === value) return
    const { selectionStart, selectionEnd, selectionDirection, scrollTop } = field
    field.value = value
    // In other fields Safari would take this for a wish to have the focus.
    if (document.activeElement === field) {
      field.setSelectionRange(move(selectionStart), move(selectionEnd), selectionDirection)
    }
    field.scrollTop = scrollTop
  }

  const send = () => {
    const typed = spliceBetween(level, field.value, field.selectionEnd)
    const deltas = missed
    let put: Splice | null = null
    missed = []
    if (typed) {
      put = fitSplice(moveSplice(typed, deltas), text.length, text.limit)
      writing = true
      text.splice(put.at, put.remove, put.insert.toWellFormed())
      writing = false
    }
    // Where it differs from the field: others wrote meanwhile, the text is full, or it can't be written now.
    show(text.toString(), (index) => moveCaret(index, { made: typed, put, deltas }))
  }

  /** The text takes edits (again): takes in what it says, and sends what was typed meanwhile. */
  const cover = () => {
    covered = text.ready
    if (!covered) return
    const difference = spliceBetween(level, text.toString())
    missed = difference ? [spliceToDelta(difference)] : []
    if (!composing) send()
  }
  const onInput = () => {
    if (!covered || !text.ready) cover()
    else if (!composing) send()
  }
  const onStart = () => {
    composing = true
  }
  const onEnd = () => {
    composing = false
    if (covered && text.ready) send()
    else cover()
  }
  const onFocus = () => live.focus(name)
  const onBlur = () => live.focus(null)

  const stop = text.observe((delta) => {
    if (writing) return
    if (!covered) cover()
    else if (composing) missed.push(delta)
    else show(text.toString(), (index) => moveIndex(index, delta))
  })
  if (covered) show(level, (index) => index)
  field.addEventListener('input', onInput)
  field.addEventListener('compositionstart', onStart)
  field.addEventListener('compositionend', onEnd)
  field.addEventListener('focus', onFocus)
  field.addEventListener('blur', onBlur)
  return () => {
    stop()
    if (document.activeElement === field) live.focus(null)
    field.removeEventListener('input', onInput)
    field.removeEventListener('compositionstart', onStart)
    field.removeEventListener('compositionend', onEnd)
    field.removeEventListener('focus', onFocus)
    field.removeEventListener('blur', onBlur)
  }
}
