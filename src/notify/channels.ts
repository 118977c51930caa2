import type { Clock } from '../core/clock.ts';
import type { Post } from '../core/egress.ts';
import type { Channel, OpenFile } from './channel.ts';
import { MailChannel, type SmtpSettings } from './channels/mail/mail-channel.ts';
import { WebhookChannel } from './channels/webhook/webhook-channel.ts';

/** Settings of the ways out; a kind without settings is absent, and messages for it fail with a reason. */
export interface ChannelSettings {
  readonly mail?: SmtpSettings;
  /** Secret that signs webhooks: `whsec_` and base64. */
  readonly webhook?: { readonly secret: string };
}

/** Makes the channels that are set. Throws a RangeError when a setting cannot be. */
export function createChannels(
  settings: ChannelSettings,
  deps: { clock: Clock; post: Post; open?: OpenFile },
): readonly Channel[] {
  const channels: Channel[] = [];
  if (settings.mail) channels.push(new MailChannel(settings.mail, deps.open));
  if (settings.webhook) channels.push(new WebhookChannel(settings.webhook.secret, deps.clock, deps.post));
  return channels;
}
