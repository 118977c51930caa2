/** Where voice goes to, and what it looks like (RFC 4566, RFC 3264, RFC 3551). */
export interface VoiceOffer {
  readonly address: string;
  readonly port: number;
  readonly id: number;
}

export interface VoiceAnswer {
  readonly address: string;
  readonly port: number;
  /** Payload type of the voice to send: 8 is A-law, 0 is µ-law. */
  readonly codec: 0 | 8;
  /** Payload type of keys (RFC 4733); undefined when the other side sends none. */
  readonly keys: number | undefined;
}

/** Payload type of keys in our offer; those from 96 up are free to choose. */
const ownKeys = 101;

/** Offers A-law and µ-law, 20 ms a packet, and keys as packets of their own. */
export function offerVoice({ address, port, id }: VoiceOffer): string {
  const family = address.includes(':') ? 'IP6' : 'IP4';
  return [
    'v=0',
    `o=belwacht ${id} ${id} IN ${family} ${address}`,
    's=-',
    `c=IN ${family} ${address}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 8 0 ${ownKeys}`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    `a=rtpmap:${ownKeys} telephone-event/8000`,
    `a=fmtp:${ownKeys} 0-15`,
    'a=ptime:20',
    'a=sendrecv',
    '',
  ].join('\r\n');
}

/** Reads an answer; undefined when there is no voice in it that we can speak. */
export function readVoiceAnswer(text: string): VoiceAnswer | undefined {
  const lines = text.slice(0, 20_000).split(/\r?\n/);
  const from = lines.findIndex((line) => line.startsWith('m=audio '));
  if (from < 0) return undefined;
  const after = lines.findIndex((line, i) => i > from && line.startsWith('m='));
  const media = lines.slice(from, after < 0 ? undefined : after);
  const [, portText = '', profile = '', ...types] = media[0].trim().split(/\s+/);
  const port = Number(portText.split('/')[0]);
  const connection = [...media, ...lines].find((line) => line.startsWith('c=IN IP'));
  const address = connection?.trim().split(/\s+/)[2]?.split('/')[0] ?? '';
  const names = new Map<string, string>();
  for (const line of media) {
    const [, type, name] = /^a=rtpmap:(\d{1,3}) ([^\s/]+)\/8000/.exec(line) ?? [];
    if (type) names.set(type, name.toLowerCase());
  }
  const codec = types.find((type) => type === '8' || type === '0');
  if (!/^RTP\/AVPF?$/.test(profile) || !(port > 0 && port < 65_536) || address === '' || codec === undefined) {
    return undefined;
  }
  const keys = types.find((type) => names.get(type) === 'telephone-event');
  return { address, port, codec: codec === '8' ? 8 : 0, keys: keys === undefined ? undefined : Number(keys) };
}
