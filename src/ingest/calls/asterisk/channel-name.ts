/** What the name of a channel says: `PJSIP/100-0000001a`, `SIP/trunk-0000001a`, `Local/0044@phones-00000001;2`. */
export interface ChannelName {
  readonly technology: string;
  /** Endpoint or peer; '' for a Local channel. */
  readonly endpoint: string;
  /** Which end of a Local channel: 1 is dialled, 2 runs the dial plan; 0 for all others. */
  readonly end: 0 | 1 | 2;
  /** Of a Local channel: the same for both ends. */
  readonly pair: string;
}

/** Reads a channel's name; what it does not know is empty. */
export function readChannelName(name: string): ChannelName {
  const slash = name.indexOf('/');
  if (slash <= 0) return { technology: '', endpoint: '', end: 0, pair: '' };
  const technology = name.slice(0, slash);
  if (technology === 'Local') {
    const end = name.endsWith(';1') ? 1 : name.endsWith(';2') ? 2 : 0;
    return { technology, endpoint: '', end, pair: end === 0 ? name : name.slice(0, -2) };
  }
  // The number of the channel is behind the last hyphen; endpoints may have hyphens of their own.
  const hyphen = name.lastIndexOf('-');
  return { technology, endpoint: name.slice(slash + 1, hyphen > slash ? hyphen : undefined), end: 0, pair: '' };
}
