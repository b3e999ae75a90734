/** Why a mail is sent. What is not here is never mailed. */
export const MAIL_KINDS = [
  'link', // one's own way in
  'code', // six digits to type
  'invited',
  'moved',
  'off',
  'let-in', // from the waiting room
  'device', // something about one's own way in has changed
  'new-address', // to the address before, when it is changed
  'test', // an operator tries it out
] as const
export type MailKind = (typeof MAIL_KINDS)[number]

/** Sent even to who wants urgent mails only. */
export const URGENT: ReadonlySet<MailKind> = new Set(['moved', 'off'])
/** Somebody just asked for it, or it guards their way in: sent whatever they chose. */
export const ASKED_FOR: ReadonlySet<MailKind> = new Set([
  'link',
  'code',
  'let-in',
  'device',
  'new-address',
  'test',
])
