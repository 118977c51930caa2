import type { AccountFact } from '../../../core/calls/account-fact.ts';
import { canonicalAddress } from '../../../core/ip.ts';
import { moment } from './active-call.ts';

const addressLike = /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w.:])/gi;

/** A row of EventLogs: its time (ms), and the fact when it is one. Undefined when it cannot be read. */
export function readLogEntry(
  row: unknown,
): { readonly time: number; readonly fact: AccountFact | undefined } | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const { TimeGenerated, Message } = row as Record<string, unknown>;
  const time = moment(TimeGenerated);
  if (time === 0 || typeof Message !== 'string') return undefined;
  return { time, fact: factOf(Message.slice(0, 2_000), time) };
}

/**
 * A failed sign-in, when the message speaks of one. Its words are of one version in English, and names in it are a stranger's:
 * with more than one address in it nobody knows whose it was.
 */
function factOf(message: string, time: number): AccountFact | undefined {
  if (!/authenticat|blacklist|block ?list|too many (failed|requests)|wrong password/i.test(message)) return undefined;
  if (!/fail|wrong|invalid|too many|blacklist|block/i.test(message)) return undefined;
  const addresses = new Set((message.match(addressLike) ?? []).map((text) => canonicalAddress(text) ?? ''));
  addresses.delete('');
  return {
    kind: 'sign-in-failed',
    time,
    tenant: '',
    account: /\b(?:extension|ext\.?|user|dn)[ :"'.]{1,3}(\d{2,5})\b/i.exec(message)?.[1] ?? '',
    address: addresses.size === 1 ? [...addresses][0] : '',
    country: '',
    userAgent: '',
    target: '',
  };
}
