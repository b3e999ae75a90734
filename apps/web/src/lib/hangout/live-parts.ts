import ZoneNote from '#lib/page/zone-note.svelte'
import AddMoment from './add-moment.svelte'
import AddSlot from './add-slot.svelte'
import EditFrame from './edit-frame.svelte'
import Here from './here.svelte'
import Region from './live-region.svelte'
import MomentForm from './moment-form.svelte'
import NeedSwitches from './need-switches.svelte'
import OwnClaim from './own-claim.svelte'
import SlotEditor from './slot-editor.svelte'
import TextEditor from './text-editor.svelte'
import Undo from './undo.svelte'

/** What only a live plan shows: it comes with the document, so that reading and answering wait for none of it. */
export const parts = {
  AddMoment,
  AddSlot,
  EditFrame,
  Here,
  MomentForm,
  NeedSwitches,
  OwnClaim,
  Region,
  SlotEditor,
  TextEditor,
  Undo,
  ZoneNote,
}
