/** Longest stretch of reading before the socket is looked after again, ms. */
const stretchMs = 0.25;
/** Most datagrams that wait, and most bytes of them: more than a second of 50,000 a second. */
const mostWaiting = 65_536;
const mostBytes = 64 * 1024 * 1024;
/** Datagrams that Node fetches before it looks after anything else; when so many came, the kernel still holds some. */
const perLook = 32;

/**
 * Datagrams between a socket and their reader. The kernel keeps some 70 ms of a busy link and throws away what nobody fetches
 * in time, and reading can take longer: code that is not compiled yet, a collection of garbage, a rule that matches everything
 * at once. So what the socket delivers is put here at once and read in short stretches between two looks at the socket, once the
 * kernel holds no more or half the room here is taken. Bounded: what finds no room is handed to `shed`.
 */
export class DatagramQueue {
  readonly #take: (bytes: Buffer, sender: string, now: number) => void;
  readonly #shed: (sender: string, now: number) => void;
  #bytes: (Buffer | undefined)[] = new Array<Buffer | undefined>(1024).fill(undefined);
  #senders: string[] = new Array<string>(1024).fill('');
  #times = new Float64Array(1024);
  #first = 0;
  #count = 0;
  #weight = 0;
  #due = false;
  /** Datagrams that came since the last stretch. */
  #fresh = 0;
  readonly #read = (): void => {
    this.#due = false;
    const more = this.#fresh >= perLook && this.#count < mostWaiting / 2;
    this.#fresh = 0;
    if (more) {
      this.#soon();
      return;
    }
    const until = performance.now() + stretchMs;
    try {
      while (this.#count > 0) {
        this.#next();
        if (performance.now() >= until) break;
      }
    } finally {
      if (this.#count > 0) this.#soon();
    }
  };

  /** `take` reads one datagram (`now`: when it was received, ms); `shed` counts one there was no room for. */
  constructor(take: (bytes: Buffer, sender: string, now: number) => void, shed: (sender: string, now: number) => void) {
    this.#take = take;
    this.#shed = shed;
  }

  /** Takes a datagram in; its bytes must stay as they are. */
  push(bytes: Buffer, sender: string, now: number): void {
    if (this.#count === mostWaiting || this.#weight + bytes.length > mostBytes) {
      this.#shed(sender, now);
      return;
    }
    if (this.#count === this.#bytes.length) this.#grow();
    const at = (this.#first + this.#count++) & (this.#bytes.length - 1);
    this.#bytes[at] = bytes;
    this.#senders[at] = sender;
    this.#times[at] = now;
    this.#weight += bytes.length;
    this.#fresh++;
    if (!this.#due) this.#soon();
  }

  /** Reads everything that waits. */
  drain(): void {
    while (this.#count > 0) this.#next();
  }

  #soon(): void {
    this.#due = true;
    setImmediate(this.#read);
  }

  #next(): void {
    const at = this.#first;
    const bytes = this.#bytes[at]!;
    this.#bytes[at] = undefined;
    this.#first = (at + 1) & (this.#bytes.length - 1);
    this.#count--;
    this.#weight -= bytes.length;
    this.#take(bytes, this.#senders[at], this.#times[at]);
  }

  #grow(): void {
    const { length } = this.#bytes;
    const order = Array.from({ length }, (_, i) => (this.#first + i) & (length - 1));
    const times = new Float64Array(2 * length);
    times.set(order.map((at) => this.#times[at]));
    this.#bytes = [...order.map((at) => this.#bytes[at]), ...new Array<undefined>(length).fill(undefined)];
    this.#senders = [...order.map((at) => this.#senders[at]), ...new Array<string>(length).fill('')];
    this.#times = times;
    this.#first = 0;
  }
}
