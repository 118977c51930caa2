import type { Listener } from '../../api/types.ts';
import type { Words } from '../../i18n/en.ts';

type ConnectKey = `connect.${keyof Words['connect'] & string}`;

/** Where to send, as it is filled in on the page. */
export interface Target {
  readonly host: string;
  readonly syslogTcp: number;
  readonly syslogUdp: number;
  readonly hepUdp: number;
  /** This server's address in the browser: scheme, host and port. */
  readonly origin: string;
}

/** One thing to do, with the text to copy. */
export interface Step {
  readonly title: ConnectKey;
  readonly text?: ConnectKey;
  readonly config?: (target: Target) => string;
  /** The step has a button of its own instead of text to copy. */
  readonly act?: 'token';
}

/** A product that can be connected. */
export interface Product {
  readonly id: string;
  /** A product's name is the same in every language; `nameKey` where it is not a name. */
  readonly name: string;
  readonly nameKey?: ConnectKey;
  /** What its first line comes in by. */
  readonly kinds: readonly Listener['kind'][];
  readonly steps: readonly Step[];
}
