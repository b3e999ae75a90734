import Saving from '#lib/live/saving-line.svelte'
import ZoneNote from '#lib/page/zone-note.svelte'
import Here from './here.svelte'
import HistoryEntry from './history-entry.svelte'
import Region from './live-region.svelte'
import Lost from './lost.svelte'
import MomentForm from './moment-form.svelte'
import OwnClaim from './own-claim.svelte'
import SlotEditor from './slot-editor.svelte'
import SlotForm from './slot-form.svelte'
import Surplus from './surplus.svelte'
import TextEditor from './text-editor.svelte'
import Undo from './undo.svelte'

/** What only a live plan shows: it comes with the document, so that reading and answering wait for none of it. */
export const parts = {
  Here,
  HistoryEntry,
  Lost,
  MomentForm,
  OwnClaim,
  Region,
  Saving,
  SlotEditor,
  SlotForm,
  Surplus,
  TextEditor,
  Undo,
  ZoneNote,
}
