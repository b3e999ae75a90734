/** What hosts alone have on a plan's page; guests fetch none of it. Its styles are in host-parts.css. */
export { default as AddMoment } from './add-moment.svelte'
export { default as HostAnswers } from './host-answers.svelte'
export { default as MoveButton } from './move-button.svelte'
export { default as NeedSwitches } from './need-switches.svelte'
