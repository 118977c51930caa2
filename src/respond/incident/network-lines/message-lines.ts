import type { SentMessage } from '../../../core/incident/on-network.ts';
import type { NetworkLine } from '../network-acts.ts';
import { quote } from '../words.ts';
import { networkLine, withError } from './line.ts';

/** What a timeline is told of messages about its alerts. Whom the provider tells is nothing of the customer. */
export function messageLines(messages: readonly SentMessage[], now: number): readonly NetworkLine[] {
  return messages.map(({ id, channel, address, delivered, error, at, rule }) => {
    const [to, about] = [quote(address), quote(rule)];
    const [way, over] = channel === 'mail' ? ['e-mail', 'mail'] : [channel, channel];
    const text = delivered
      ? withError(
          {
            nl: `Bericht over ${about} afgeleverd per ${way} aan ${to}`,
            en: `Message about ${about} delivered by ${over} to ${to}`,
          },
          '',
        )
      : withError(
          {
            nl: `Bericht over ${about} kwam niet aan per ${way} bij ${to}`,
            en: `Message about ${about} did not reach ${to} by ${over}`,
          },
          quote(error, 500),
        );
    return networkLine(
      `message:${id}`,
      'communication',
      text,
      { kind: 'message', id },
      { at: Math.min(at, now), internal: true },
    );
  });
}
