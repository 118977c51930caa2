import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AmiMessage, AmiReader } from './ami-message.ts';
import { encodeAction } from './ami-request.ts';

function read(chunks: readonly Buffer[]): { messages: AmiMessage[]; malformed: number } {
  const messages: AmiMessage[] = [];
  const reader = new AmiReader((message) => messages.push(message));
  for (const chunk of chunks) reader.push(chunk);
  return { messages, malformed: reader.malformed };
}

const stream = Buffer.from(
  'Event: Newchannel\r\nUniqueid: 1.1\r\nChannel: PJSIP/100-1\r\nCallerIDName: José: "x"\r\n\r\n' +
    'Response: Success\r\nActionID: bw1\r\nEmpty: \r\nNoSpace:x\r\nstray\r\nActionID: second\r\n\r\n',
);

describe('messages of the manager interface', () => {
  it('are cut at empty lines, their keys without case, the first of two alike', () => {
    const { messages, malformed } = read([stream]);
    expect(malformed).toBe(0);
    expect(messages.map((message) => [message.event, message.get('actionid')])).toEqual([
      ['Newchannel', ''],
      ['', 'bw1'],
    ]);
    expect(messages[0].get('calleridname')).toBe('José: "x"');
    expect(messages[1]).toMatchObject({ success: true });
    expect(messages[1].get('empty') + messages[1].get('nospace')).toBe('x');
  });

  it('are the same however the stream is cut', () => {
    const whole = read([stream]).messages.map((message) => message.get('uniqueid') + message.get('calleridname'));
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 30 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const { messages } = read(at.slice(1).map((end, i) => stream.subarray(at[i], end)));
        expect(messages.map((message) => message.get('uniqueid') + message.get('calleridname'))).toEqual(whole);
      }),
    );
  });

  it.each([
    ['in one piece', 1 << 20],
    ['in small ones', 1_000],
  ])('that do not end are passed over and counted, %s; those behind them are read', (_what, size) => {
    const endless = Buffer.alloc(300_000, 'x');
    const bytes = Buffer.concat([Buffer.from('Event: A\r\nJunk: '), endless, Buffer.from('\r\n\r\n'), stream]);
    const chunks: Buffer[] = [];
    for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.subarray(i, i + size));
    const { messages, malformed } = read(chunks);
    expect(malformed).toBe(1);
    expect(messages.map(({ event }) => event)).toEqual(['Newchannel', '']);
  });

  it('with too many lines or without a key are counted', () => {
    const lines = Buffer.from(`${'a: b\r\n'.repeat(1_100)}\r\nno key at all\r\n\r\n`);
    expect(read([lines])).toEqual({ messages: [], malformed: 2 });
  });

  it('of random bytes never throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (all) => void read(all.map((x) => Buffer.from(x)))),
    );
  });
});

describe('an action', () => {
  it('is its lines and an empty one', () => {
    expect(encodeAction('Hangup', 'bw7', { Channel: 'PJSIP/100-1', Cause: '21' })).toBe(
      'Action: Hangup\r\nActionID: bw7\r\nChannel: PJSIP/100-1\r\nCause: 21\r\n\r\n',
    );
  });

  it('has exactly the fields it was given, whatever stands in their values, or is refused', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('a\r\nAction: Command\r\nCommand: x', '\n', '\r', '\u0000', '', ' ', ': ', 'ä\u0085\u2028x'),
      fc.array(fc.constantFrom('\r', '\n', 'Action: Originate', 'x', ':'), { maxLength: 6 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(hostile, hostile, (key, channel) => {
        let text: string;
        try {
          text = encodeAction('DBPut', 'bw1', { Key: key, Channel: channel });
        } catch (error) {
          expect(error).toMatchObject({ name: 'AmiError', retryable: false });
          return;
        }
        expect(text.split(/[\r\n]+/)).toEqual([
          'Action: DBPut',
          'ActionID: bw1',
          `Key: ${key}`,
          `Channel: ${channel}`,
          '',
        ]);
        expect(text.split('\r\n\r\n')).toHaveLength(2);
      }),
      { numRuns: 800 },
    );
  });

  it('is refused when Asterisk would cut a line', () => {
    expect(() => encodeAction('DBPut', '1', { Val: 'é'.repeat(600) })).toThrow(/too long/);
    expect(() => encodeAction('DBPut', '1', { 'Val: x': 'y' })).toThrow(/no name/);
  });
});
