import type { CelEntry } from './cel-event.ts';
import type { ChannelCalls } from './channel-calls.ts';

const mostDialling = 20_000;

interface Dialling {
  readonly uniqueId: string;
  readonly extension: string;
  readonly data: string;
}

/**
 * Puts channel event logging together to the same calls as the events of channels. It does not say who dials whom: a leg is
 * dialled by the channel of its linked id that began `Dial` last (`apps=dial` in `cel.conf`), else by the one that began it.
 */
export class CelCalls {
  readonly #calls: ChannelCalls;
  /** Who dials, by linked id. */
  readonly #dialling = new Map<string, Dialling>();

  constructor(calls: ChannelCalls) {
    this.#calls = calls;
  }

  /** Takes one entry; false when it says nothing about calls. */
  take(entry: CelEntry): boolean {
    switch (entry.type) {
      case 'CHAN_START':
        this.#began(entry);
        return true;
      case 'APP_START':
        if (!/^(dial|queue)$/i.test(entry.application)) return false;
        this.#dials(entry);
        return true;
      case 'ANSWER':
        this.#calls.answered(entry.uniqueId, entry.time);
        return true;
      case 'FORWARD':
        this.#calls.dialled(entry.uniqueId, '', true);
        return true;
      case 'BLINDTRANSFER':
        this.#calls.transferred(
          entry.uniqueId,
          textOf(entry.extra, 'transferee_channel_uniqueid'),
          textOf(entry.extra, 'extension'),
        );
        return true;
      case 'HANGUP':
        this.#calls.diallingEnded(entry.uniqueId, textOf(entry.extra, 'dialstatus'));
        this.#calls.ended(entry.uniqueId, Number(textOf(entry.extra, 'hangupcause')) || 0, entry.time);
        return true;
      case 'CHAN_END':
        // After HANGUP it is gone already; where only this is logged, it is the end.
        this.#calls.ended(entry.uniqueId, 0, entry.time);
        if (this.#dialling.get(entry.linkedId)?.uniqueId === entry.uniqueId) this.#dialling.delete(entry.linkedId);
        return true;
      case 'LINKEDID_END':
        this.#dialling.delete(entry.linkedId);
        return true;
      default:
        return false;
    }
  }

  #began(entry: CelEntry): void {
    const { uniqueId, linkedId, extension, time } = entry;
    // A channel that Asterisk makes stands at `s` until it is somewhere; one that dials us has what it dialled.
    const inward = extension !== '' && extension !== 's';
    const local = entry.channel.startsWith('Local/');
    const news = { uniqueId, linkedId, extension, name: entry.channel, callerNumber: entry.callerNumber };
    this.#calls.began({ ...news, context: entry.context, accountCode: entry.accountCode }, inward && !local, time);
    if (inward && !local) this.#dials({ ...entry, applicationData: '' });
    else {
      const maker = this.#dialling.get(linkedId);
      if (maker !== undefined && maker.uniqueId !== uniqueId && !entry.channel.endsWith(';2'))
        this.#calls.dials(maker.uniqueId, uniqueId, maker.extension, maker.data, time);
    }
  }

  #dials({ linkedId, uniqueId, extension, applicationData }: CelEntry): void {
    if (!this.#dialling.has(linkedId) && this.#dialling.size >= mostDialling) {
      const { value } = this.#dialling.keys().next();
      if (value !== undefined) this.#dialling.delete(value);
    }
    const [first] = applicationData.replace(/^[^/]*\//, '').split(/[,&]/, 1);
    this.#dialling.set(linkedId, { uniqueId, extension, data: first });
  }
}

/** A text or number of a JSON object; '' when there is none. */
function textOf(json: string, key: string): string {
  if (!json.startsWith('{') || json.length > 4_096) return '';
  try {
    const value = (JSON.parse(json) as Record<string, unknown>)[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  } catch {
    return '';
  }
}
