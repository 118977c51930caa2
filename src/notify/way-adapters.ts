import type { PostAnswer } from '../core/egress.ts';
import type { AnswerTaker, WayAdapter } from '../core/on-call/way-adapter.ts';
import { ChatChannel, type ChatRoom } from './channels/chat/chat-channel.ts';
import { PhoneChannel, type PhoneSettings } from './channels/phone/phone-channel.ts';
import { Speech } from './channels/phone/voice/speech.ts';
import { PushChannel, type PushChannelDeps } from './channels/push/push-channel.ts';
import { SmsChannel, type SmsSettings } from './channels/sms/sms-channel.ts';
import type { GuardedWish } from './guarded-post.ts';

/** Settings of the ways to people on call; one that is absent is not set up. */
export interface WaySettings {
  readonly rooms: readonly ChatRoom[];
  readonly push?: Omit<PushChannelDeps, 'ask'>;
  readonly sms?: SmsSettings;
  readonly phone?: PhoneSettings & { readonly speech: readonly string[] };
}

export interface WayDeps {
  /** To addresses of the settings. */
  readonly ask: (wish: GuardedWish) => Promise<PostAnswer>;
  /** To addresses that came from people or browsers: never inward. */
  readonly guarded: (wish: GuardedWish) => Promise<PostAnswer>;
  readonly answer: AnswerTaker;
}

/** A way out with the hosts it needs to be there. */
export type Way = WayAdapter & { readonly hosts?: readonly string[] };

/** Makes the ways that are set. Throws a RangeError when a setting cannot be. */
export function createWays(settings: WaySettings, deps: WayDeps): readonly Way[] {
  const ways: Way[] = [new ChatChannel({ rooms: settings.rooms, ask: deps.ask, guarded: deps.guarded })];
  if (settings.push) ways.push(new PushChannel({ ...settings.push, ask: deps.guarded }));
  if (settings.sms) ways.push(new SmsChannel(settings.sms, deps.ask));
  if (settings.phone) ways.push(new PhoneChannel(settings.phone, new Speech(settings.phone.speech), deps.answer));
  return ways;
}
