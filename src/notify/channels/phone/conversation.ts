import type { SpokenContent } from '../../../core/on-call/way-adapter.ts';
import { ChannelError } from '../../channel.ts';

/** What the one who is called can hear and do. */
export interface Telephone {
  /** Says something; resolves at its end, or when a key stops it. */
  say(words: Clip): Promise<void>;
  /** Next key, also one pressed while something was said; undefined when none came in time or the call ended. */
  key(waitMs: number): Promise<string | undefined>;
  readonly hasEnded: boolean;
}

export type Clip = Exclude<keyof SpokenContent, 'language'>;
export type Choice = 'acknowledged' | 'declined';

/** How long a key is waited for after everything was said, ms. */
const waitMs = 8_000;
/** Times that everything is said by itself, and on request (key 3). */
const rounds = 2;
const mostRepeats = 5;

/**
 * Says the alarm and waits for a key: 1 acknowledges, 2 declines, 3 says it again. `taken` makes the choice count before it is
 * confirmed to whoever pressed the key.
 *
 * @throws ChannelError, not to be tried again, when no choice was made: a voicemail presses no key.
 */
export async function converse(phone: Telephone, taken: (choice: Choice) => Promise<void>): Promise<Choice> {
  let repeats = 0;
  for (let round = 0; round < rounds && !phone.hasEnded; ) {
    await phone.say('message');
    let key: string | undefined;
    do {
      await phone.say('menu');
      key = await phone.key(waitMs);
      if (key === '1' || key === '2') {
        const choice = key === '1' ? 'acknowledged' : 'declined';
        await taken(choice);
        await phone.say(choice);
        return choice;
      }
      if (key !== undefined && key !== '3') await phone.say('notUnderstood');
    } while (key !== undefined && key !== '3' && ++repeats < mostRepeats && !phone.hasEnded);
    if (key !== '3' || ++repeats >= mostRepeats) round++;
  }
  if (phone.hasEnded) throw new ChannelError('the phone was answered and hung up, and no key was pressed', false);
  await phone.say('noAnswer');
  throw new ChannelError('the phone was answered, and nobody pressed a key', false);
}
