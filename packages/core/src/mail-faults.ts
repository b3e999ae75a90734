/** Why a mail did not arrive, as far as the mail server tells. Both front ends have words for each. */
export const MAIL_FAULTS = [
  'unreachable', // nobody answers at SMTP_URL, or not in time
  'not-safe', // no encryption where a password would travel, or a certificate that isn't trusted
  'password-refused', // the user or the password of SMTP_URL
  'sender-refused', // the mail server doesn't send for MAIL_FROM
  'address-refused', // there is no such mailbox
  'mail-refused', // the mailbox is there, this mail isn't taken
  'later', // the mail server asks to come back later
  'too-late', // it could not go out while what it says was still of use
  'broken', // anything else
] as const
export type MailFault = (typeof MAIL_FAULTS)[number]
