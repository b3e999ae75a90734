/** The words of "This week", over all circles and kids of one phone. */
export const en = {
  toAnswer: 'Your answer?',
  toAnswerFor: (name: string) => `${name}?`,
  title: 'This week',
  waiting: 'Waiting for your answer',
  ahead: 'In the next seven days',
  nothing: 'Nothing is planned for the next seven days.',
  toCircle: 'See what could be next',
  answered: 'Your answer has arrived. You can change it any time.',
  back: 'Your earlier answer is back.',
  change: 'Change the answer',
  send: 'Send answer',
  answerFor: (title: string) => `Your answer: ${title}`,
  changeFor: (title: string) => `Change the answer: ${title}`,
  in: (host: string, circle: string) => `${host}, ${circle}`,
  circles: 'Your circles',
  waits: { sending: 'Sending', 'on-this-phone': 'On this phone, will send' },
}

export type WeekWords = typeof en
