import type { IncomingMail } from '../../../../notify/mail-in/read-mail.ts';
import { isSenderProven } from '../../../../notify/mail-in/sender-proof.ts';
import { readReply } from '../../../../respond/on-call/read-reply.ts';

/** An alarm that a mail answers. */
export interface AnsweredAlarm {
  readonly key: string;
  /** Addresses of the person it went to, lower case. */
  readonly addresses: readonly string[];
}

export interface MailRules {
  /** Part after the @ of our Message-IDs. */
  readonly ownDomain: string;
  /** Address alarms are sent from. */
  readonly ownAddress: string;
  /** Mail addresses, or `@domain`, lower case. */
  readonly openFrom: readonly string[];
  /** '' : senders are not proven. */
  readonly authenticatedBy: string;
}

/** Why nothing follows from a mail. Those in `forPeople` are left for people to look at. */
export type IgnoredMail = 'automatic' | 'own' | 'unclear' | 'somebody-else' | 'unproven' | 'not-allowed';

export type MailVerdict =
  | { readonly kind: 'answer'; readonly key: string; readonly said: 'acknowledged' | 'declined' }
  | { readonly kind: 'open'; readonly proven: boolean }
  | { readonly kind: 'ignore'; readonly why: IgnoredMail };

export const ignoredWords: Readonly<Record<IgnoredMail, string>> = {
  automatic: 'it is an automatic mail',
  own: 'it is one of our own',
  unclear: 'its first line is no clear answer',
  'somebody-else': 'it does not come from the person who was asked',
  unproven: 'its sender is not proven',
  'not-allowed': 'its sender may not open incidents (mail_in.open_from)',
};

/** Left unread in the mailbox, with a flag: somebody may have meant something by it. */
export const forPeople: ReadonlySet<IgnoredMail> = new Set(['unclear', 'somebody-else', 'unproven']);

/** What follows from a mail. `alarmOf` finds the alarm a Message-ID was made for. */
export async function judgeMail(
  mail: IncomingMail,
  { ownDomain, ownAddress, openFrom, authenticatedBy }: MailRules,
  alarmOf: (key: string) => Promise<AnsweredAlarm | undefined>,
): Promise<MailVerdict> {
  const ignore = (why: IgnoredMail): MailVerdict => ({ kind: 'ignore', why });
  if (mail.automatic) return ignore('automatic');
  if (mail.from === ownAddress || mail.messageId.endsWith(`@${ownDomain}`)) return ignore('own');
  const isProven = authenticatedBy !== '' && isSenderProven(mail.authentication, authenticatedBy, mail.from);
  const isDoubted = authenticatedBy !== '' && !isProven;
  for (const id of mail.references) {
    if (!id.toLowerCase().endsWith(`@${ownDomain}`)) continue;
    const alarm = await alarmOf(id.slice(0, id.lastIndexOf('@')));
    if (!alarm) continue;
    if (!alarm.addresses.includes(mail.from)) return ignore('somebody-else');
    if (isDoubted) return ignore('unproven');
    const said = readReply(mail.text);
    return said ? { kind: 'answer', key: alarm.key, said } : ignore('unclear');
  }
  const domain = mail.from.slice(mail.from.lastIndexOf('@'));
  if (mail.from === '' || !openFrom.some((one) => one === mail.from || one === domain)) return ignore('not-allowed');
  return isDoubted ? ignore('unproven') : { kind: 'open', proven: isProven };
}
