import type { WayAdapter } from '../../../core/on-call/way-adapter.ts';
import { MailChannel } from '../../../notify/channels/mail/mail-channel.ts';
import type { Config } from '../../config/schema.ts';
import { mailWay } from './mail-way.ts';

/** The ways out to people that the settings have. */
export function configuredWays({ smtp }: Pick<Config, 'smtp'>): readonly WayAdapter[] {
  const { host } = smtp;
  if (!host) return [];
  const mail = new MailChannel({ ...smtp, user: smtp.user || undefined, pass: smtp.password || undefined });
  return [mailWay(mail, host)];
}
