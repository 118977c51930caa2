import { Webhook } from 'standardwebhooks';
import type { Clock } from '../../../core/clock.ts';
import type { Post } from '../../../core/egress.ts';
import type { Channel, Message } from '../../channel.ts';
import { ChannelError } from '../../channel.ts';
import { clean } from '../../clean.ts';

/**
 * Posts messages as JSON, signed as Standard Webhooks says (https://www.standardwebhooks.com). The id is the same at each
 * attempt, so that the receiver can drop repeats.
 */
export class WebhookChannel implements Channel {
  readonly kind = 'webhook';
  readonly #signer: Webhook;
  readonly #clock: Clock;
  readonly #post: Post;

  /** Throws a RangeError when the secret cannot be one. */
  constructor(secret: string, clock: Clock, post: Post) {
    try {
      this.#signer = new Webhook(secret);
    } catch {
      throw new RangeError('the secret of webhooks must be whsec_ followed by base64');
    }
    this.#clock = clock;
    this.#post = post;
  }

  async send({ id, subject, body, severity, data }: Message, address: string): Promise<void> {
    const at = new Date(this.#clock());
    const { type = 'message', ...rest } = data;
    const content = JSON.stringify({ type, timestamp: at.toISOString(), data: { severity, subject, body, ...rest } });
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': this.#signer.sign(id, at, content),
    };
    const { status, text } = await this.#post(address, headers, content);
    if (status >= 200 && status < 300) return;
    throw new ChannelError(clean(`answered ${status} ${text}`, 200), status !== 410);
  }
}
