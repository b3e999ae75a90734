import { untrack } from 'svelte'
import { goto } from '$app/navigation'
import { page } from '$app/state'

/**
 * Makes an open sheet a step of the browser's history, so that Back closes it and stays with the page. Call it once in
 * the component that has the sheet; `opened` runs before it shows.
 */
export function sheetStep(
  name: NonNullable<App.PageState['sheet']>,
  { isOpen, opened, close }: { isOpen: () => boolean; opened: () => void; close: () => void },
): void {
  const leaveStep = () => {
    if (page.state.sheet === name) history.back()
  }
  // Before the sheet's own effects: what it starts from must stand when it shows.
  $effect.pre(() => {
    if (!isOpen()) return
    untrack(() => {
      opened()
      void goto(page.url.href, { shallow: true, state: { sheet: name } })
    })
    return leaveStep
  })
  let wasStep = false
  $effect(() => {
    const isStep = page.state.sheet === name
    if (wasStep && !isStep) close()
    wasStep = isStep
  })
}
