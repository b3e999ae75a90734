/**
 * What a mail says is read when it goes out, and so is whether it is still anybody's business: who isn't on the list any
 * more gets no mail about it (house rule 3), and nobody is invited to what is off or over.
 */
import { hasEnded } from '@sidegate/core/hangouts/hangout-end'
import type { LeasedMail } from '../store/mails.ts'
import type { Store } from '../store/store.ts'
import type { MailFacts } from './compose.ts'

/** null: nobody's business any more. */
export async function factsFor(
  store: Pick<Store, 'hangouts'>,
  mail: LeasedMail,
  now: number,
): Promise<MailFacts | null> {
  const { kind, content, recipient, madeAt } = mail
  switch (kind) {
    case 'invited':
    case 'moved':
    case 'off':
      return hangoutFacts(store, mail, kind, now)
    case 'code':
      return { kind, code: String(content.code ?? '') }
    case 'let-in':
      return { kind, circle: recipient.circle.name }
    case 'device':
      return { kind, device: String(content.device ?? ''), at: madeAt, zone: recipient.circle.zone }
    case 'link':
    case 'new-address':
    case 'test':
      return { kind }
  }
}

async function hangoutFacts(
  { hangouts }: Pick<Store, 'hangouts'>,
  { hangoutId, content, recipient }: LeasedMail,
  kind: 'invited' | 'moved' | 'off',
  now: number,
): Promise<MailFacts | null> {
  const { guardianId, familyId } = recipient
  const found = hangoutId === null ? null : await hangouts.find({ guardianId, familyId }, hangoutId)
  if (!found) return null
  const { id, card } = found
  if ((card.state === 'off') !== (kind === 'off') || card.state === 'draft' || card.state === 'over')
    return null
  if (hasEnded(card, now)) return null
  const { back, wasStartsAt, wasEndsAt } = content
  const was =
    typeof wasStartsAt === 'string' && typeof wasEndsAt === 'string' && wasStartsAt !== card.startsAt
      ? { startsAt: wasStartsAt, endsAt: wasEndsAt }
      : null
  return {
    kind,
    now,
    hangout: { id, ...card },
    was,
    isBack: back === 1,
  }
}
