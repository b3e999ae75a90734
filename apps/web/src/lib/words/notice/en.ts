/** Words of the notice that stands on any page: few, for every page may fetch them. */
export const en = {
  title: (device: string) => `A new device wants in as you: ${device}, just now.`,
  device: 'a device',
  mark: (mark: string) => `It shows the number ${mark}.`,
  confirm: 'That’s me',
  notMe: 'Not me',
  confirmed: 'It is in as you now.',
  gone: 'It is signed out. If somebody else has your link, end the link as well.',
  devices: 'Where I’m signed in',
  prove: 'Please show first that it’s you.',
  failed: 'That did not work. Please try again.',
  close: 'Close',
}

export type NoticeWords = typeof en
