import { createHash } from 'node:crypto';
import { Agent } from 'node:https';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect } from 'node:tls';

/** Error code of a connection whose key is another one. */
export const wrongKey = 'ERR_BELWACHT_PIN';

/**
 * Keeps TLS connections to the one server whose public key has this pin: base64 of the SHA-256 of its SubjectPublicKeyInfo
 * (as in RFC 7469). The pin takes the place of authorities and names, so that certificates of one's own will do. Nothing is
 * sent before the key was seen.
 */
export class PinnedAgent extends Agent {
  readonly #pin: string;
  constructor(pin: string) {
    super({ keepAlive: true, maxSockets: 2 });
    this.#pin = pin;
  }

  override createConnection(
    options: ConnectionOptions,
    done?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const socket = connect({ ...options, rejectUnauthorized: false });
    const finish = (error: Error | null) => {
      socket.off('error', finish);
      if (error) socket.destroy();
      done?.(error, socket);
    };
    socket.once('error', finish);
    socket.once('secureConnect', () => {
      const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' });
      const pin = key ? createHash('sha256').update(key).digest('base64') : '';
      finish(pin === this.#pin ? null : Object.assign(new Error('another key'), { code: wrongKey }));
    });
    return undefined;
  }
}
