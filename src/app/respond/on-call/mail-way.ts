import type { WayAdapter } from '../../../core/on-call/way-adapter.ts';
import type { Channel } from '../../../notify/channel.ts';

/** Mail to people who are on call, over the mail server of the settings. */
export function mailWay(mail: Channel, host: string): WayAdapter {
  return {
    channel: 'mail',
    detail: { nl: `mailserver ${host}`, en: `mail server ${host}` },
    concurrency: 8,
    // Under the same Message-ID.
    dropsRepeats: true,
    send: ({ key, subject, lines, link, linkLabel, severity }, address) =>
      mail.send(
        {
          ...{ id: key, subject, severity, data: {} },
          body: `${lines.join('\n')}\n${link ? `\n${linkLabel}:\n${link}\n` : ''}`,
        },
        address,
      ),
  };
}
