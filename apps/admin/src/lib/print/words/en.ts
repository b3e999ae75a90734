/** What stands on paper. Its language is the reader's of the paper, not that of whoever prints it. */
export const en = {
  for: (name: string) => `For ${name}`,
  what: 'Hangouts, planned together by our families',
  qr: (name: string) => `QR code: the way in for ${name}`,
  steps: [
    'Point your phone’s camera at the square and open what it shows.',
    'Tap the button. No password, no app, no account.',
    'Answer for your kids. It takes less than a minute.',
  ],
  type: 'No camera? Type this address, with capital and small letters as they stand:',
  privacy:
    'This slip is your own key: whoever holds it can answer as you. Families of this circle see first names. Your phone number and address stay with you unless you share them, and nothing goes to other companies.',
  lost: (organizer: string) => `Lost it, or it isn’t yours? Tell ${organizer}.`,
  strip: (organizer: string) => `No phone? Fill in this strip and give it to ${organizer}.`,
  hangout: 'Hangout',
  kid: 'Kid',
  going: 'Going',
  maybe: 'Maybe',
  notThisTime: 'Not this time',
  again: '“Not this time” always means: please ask again.',
  help: 'We can help with',
  yourName: 'Your name',
  posterTitle: 'Come in by the side gate',
  posterWhat: 'Families of this circle plan hangouts together here. Small, cheap, and nobody left out.',
  posterSteps: [
    'Point your phone’s camera at the square.',
    'Type your kid’s first name and yours.',
    'Your room parent lets you in.',
  ],
  posterQr: 'QR code: the way to the waiting room',
  posterUntil: (day: string) => `Good until ${day}.`,
  posterSlip: 'You have a slip of your own? Scan that one instead: it lets you in at once.',
}

export type PaperWords = typeof en
