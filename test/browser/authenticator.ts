import { TOTP } from 'otpauth';

/** An authenticator app on somebody's phone. Each code is given once: the server takes none twice. */
export class Authenticator {
  readonly #totp: TOTP;
  #last = 0;

  /** `secret` is base32, as the screen shows it. */
  constructor(secret: string) {
    this.#totp = new TOTP({ secret, digits: 6, period: 30 });
  }

  /** A code that was not given before and works now: the server allows a clock that is half a minute ahead. */
  async code(): Promise<string> {
    const step = () => Math.floor(Date.now() / 30_000);
    const next = Math.max(step(), this.#last + 1);
    while (next > step() + 1) await new Promise((resolve) => setTimeout(resolve, 200));
    this.#last = next;
    return this.#totp.generate({ timestamp: next * 30_000 });
  }
}
