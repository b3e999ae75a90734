/** Contacts as an organizer sees them: enough to tell two apart, too little to write to (reliability.md section 4). */

/** "m…@example.org" */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 1 ? '…' : `${Array.from(address)[0]}…${address.slice(at)}`
}

/** "… 42" */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '')
  return digits.length < 4 ? '…' : `… ${digits.slice(-2)}`
}
