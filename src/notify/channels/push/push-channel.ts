import webPush from 'web-push';
import type { PostAnswer } from '../../../core/egress.ts';
import type { WayAdapter, WayContent } from '../../../core/on-call/way-adapter.ts';
import { ChannelError } from '../../channel.ts';
import { clean } from '../../clean.ts';
import type { GuardedWish } from '../../guarded-post.ts';
import { pushPayload } from './push-payload.ts';

/** A browser that takes messages (W3C Push API). */
export interface PushDevice {
  readonly id: string;
  readonly name: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** Keys that this installation shows itself with (VAPID, RFC 8292), base64url. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface PushChannelDeps {
  readonly keys: VapidKeys;
  /** `mailto:` or `https:` of whoever runs this. */
  readonly contact: string;
  readonly devicesOf: (person: string) => Promise<readonly PushDevice[]>;
  /** What a push service said: '' when it took it. `gone`: the browser does not want it any more, and is to be forgotten. */
  readonly noted: (device: PushDevice, error: string, gone: boolean) => Promise<void>;
  readonly ask: (wish: GuardedWish) => Promise<PostAnswer>;
}

/** How long a push service keeps a message for a phone that is off, seconds. An alarm of yesterday helps nobody. */
const keepS = 4 * 3600;

/**
 * Web push (RFC 8030), sealed for the browser (RFC 8291): the push service in between reads nothing. An address is the id of a
 * person; a message goes to all devices of that person and has arrived when one of them was reached.
 */
export class PushChannel implements WayAdapter {
  readonly channel = 'push';
  /** A repeat takes the place of the first, at the push service (topic) and on the screen (tag). */
  readonly dropsRepeats = true;
  readonly detail = {
    nl: 'Via de pushdienst van de browser (Google, Apple, Mozilla of Microsoft), over internet; niet over het telefoonplatform.',
    en: 'Through the push service of the browser (Google, Apple, Mozilla or Microsoft), over the internet; not over the telephone platform.',
  };
  readonly #deps: PushChannelDeps;

  constructor(deps: PushChannelDeps) {
    this.#deps = deps;
  }

  async send(content: WayContent, address: string): Promise<void> {
    const devices = await this.#deps.devicesOf(address);
    if (devices.length === 0) {
      throw new ChannelError('no device takes alarms: switch them on in the profile, on the phone itself', false);
    }
    const results = await Promise.all(
      devices.map((device) => this.sendTo(device, content).then(() => undefined, asChannelError)),
    );
    const errors = results.filter((error) => error !== undefined);
    if (errors.length < devices.length) return;
    throw new ChannelError(
      clean(errors.map(({ message }) => message).join('; '), 300),
      errors.some(({ retryable }) => retryable),
    );
  }

  /**
   * One device, once.
   *
   * @throws ChannelError; not `retryable` when the browser is gone, which is noted as such.
   */
  async sendTo(device: PushDevice, content: WayContent): Promise<void> {
    const { status, text } = await this.#ask(device, content);
    if (status >= 200 && status < 300) return this.#deps.noted(device, '', false);
    const gone = status === 404 || status === 410;
    const name = clean(device.name, 60);
    const said = gone ? `${name} takes no alarms any more` : clean(`${name}: answered ${status} ${text}`, 200);
    await this.#deps.noted(device, said, gone);
    throw new ChannelError(said, status >= 500 || status === 408 || status === 429);
  }

  async #ask({ endpoint, p256dh, auth, name }: PushDevice, content: WayContent): Promise<PostAnswer> {
    const { keys, contact, ask } = this.#deps;
    let request: webPush.RequestDetails;
    try {
      request = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, pushPayload(content), {
        vapidDetails: { subject: contact, ...keys },
        TTL: keepS,
        urgency: content.kind === 'message' ? 'normal' : 'high',
        // One that has not been fetched yet is replaced by its repeat.
        topic: topicOf(content.key),
      });
    } catch (error) {
      // A key that is no point of the curve.
      throw new ChannelError(clean(`${name}: ${(error as Error).message}`, 200), false);
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers)
        .filter(([header]) => header.toLowerCase() !== 'content-length')
        .map(([header, value]) => [header.toLowerCase(), String(value)]),
    );
    return ask({ method: 'POST', url: endpoint, headers, body: request.body ?? '' });
  }
}

/** At most 32 characters of base64url (RFC 8030 section 5.4). */
function topicOf(key: string): string {
  return Buffer.from(key).toString('base64url').slice(-32);
}

function asChannelError(error: unknown): ChannelError {
  return error instanceof ChannelError ? error : new ChannelError(clean(String(error), 200), true);
}

/** New keys of an installation. */
export function makeVapidKeys(): VapidKeys {
  return webPush.generateVAPIDKeys();
}
