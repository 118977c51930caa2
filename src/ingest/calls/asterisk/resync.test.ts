import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../../../core/call-record.ts';
import { AmiMessage } from './ami-message.ts';
import { ChannelCalls } from './channel-calls.ts';
import { RecentIds } from './recent-ids.ts';
import { resync } from './resync.ts';

const t = 1_795_000_000_000;
type Row = Readonly<Record<string, string>>;

/** A channel of the list, `seconds` old. */
function row(name: string, id: string, seconds: number, more: Row = {}): Row {
  const duration = `00:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  const usual = { channelstate: '6', linkedid: '1.1', context: 'phones', application: 'Dial', bridgeid: 'b1' };
  return { channel: name, uniqueid: id, duration, ...usual, ...more };
}

const leg = { application: 'AppDial', applicationdata: '(Outgoing Line)', context: 'from-trunk', exten: '' };
const phone = row('PJSIP/100-1', '1.1', 90, { calleridnum: '100', exten: '0022070012345' });
const trunk = row('PJSIP/carrier-2', '1.2', 88, { ...leg, calleridnum: '0022070012345' });

function lab(
  lists: (readonly Row[])[],
  variables: Readonly<Record<string, string>> = {},
  during: () => void = () => {},
) {
  const told: CallRecord[] = [];
  const calls = new ChannelCalls((record) => told.push(record));
  const gone = new RecentIds(100);
  const message = (fields: Row) => new AmiMessage(new Map(Object.entries(fields)));
  let asked = 0;
  const link = {
    async ask(action: string, fields: Row = {}) {
      if (action === 'CoreShowChannels') {
        const list = lists[Math.min(asked++, lists.length - 1)];
        return { response: message({}), entries: list.map(message) };
      }
      during();
      const value = variables[`${fields.Channel} ${fields.Variable}`];
      if (value === undefined) throw new Error('No such channel');
      return { response: message({ value }), entries: [] };
    },
  };
  const run = () => resync(link as never, calls, gone, () => t);
  return { told, calls, gone, run, lists: () => asked };
}

describe('comparing with what runs', () => {
  it('tells of calls that are not known, with what Asterisk remembers of them', async () => {
    const { told, calls, run } = lab([[trunk, phone]], {
      'PJSIP/100-1 CDR(start,u)': String((t - 90_250) / 1_000),
      'PJSIP/100-1 CDR(answer,u)': String((t - 80_500) / 1_000),
      'PJSIP/100-1 CDR(dst)': '0022070012345',
      'PJSIP/100-1 CHANNEL(pjsip,remote_addr)': '198.51.100.7:5060',
    });
    await run();
    expect(calls.running).toEqual(['1.1']);
    expect(told.at(-1)).toMatchObject({
      id: '1.1',
      account: '100',
      to: '0022070012345',
      trunk: 'carrier',
      direction: 'out',
      address: '198.51.100.7',
      start: t - 90_250,
      answer: t - 80_500,
      end: undefined,
    });
    const before = told.length;
    await run();
    expect(told.length).toBe(before);
  });

  it('without a memory takes how long the channels have been there', async () => {
    const { told, run } = lab([[trunk, phone]]);
    await run();
    expect(told.at(-1)).toMatchObject({ start: t - 90_000, answer: t - 88_000, to: '0022070012345', trunk: 'carrier' });
  });

  it('takes no time from the future and no nonsense', async () => {
    const { told, run } = lab([[trunk, phone]], {
      'PJSIP/100-1 CDR(start,u)': String((t + 9_000_000) / 1_000),
      'PJSIP/100-1 CDR(answer,u)': 'soon',
      'PJSIP/100-1 CDR(dst)': 's',
    });
    await run();
    expect(told.at(-1)).toMatchObject({ start: t - 90_000, answer: t - 88_000, to: '0022070012345' });
  });

  it('looks again when channels end meanwhile', async () => {
    const between = [
      row('Local/0022070055500@phones-0;1', '1.5', 5, { ...leg, context: 'phones', bridgeid: 'b1' }),
      row('Local/0022070055500@phones-0;2', '1.6', 5, { exten: '0022070055500', bridgeid: 'b2' }),
    ];
    const dialled201 = { ...phone, exten: '201' };
    const forwarded = { ...trunk, calleridnum: '0022070055500' };
    const parts = lab(
      [
        [{ ...forwarded, bridgeid: 'b2' }, dialled201, ...between],
        [forwarded, dialled201],
      ],
      {},
      () => {
        for (const { uniqueid } of between) parts.gone.add(uniqueid, '1.1');
      },
    );
    await parts.run();
    expect(parts.lists()).toBe(2);
    expect(parts.told.at(-1)).toMatchObject({ id: '1.2', to: '0022070055500', trunk: 'carrier', direction: 'out' });
    expect(parts.calls.channels).toBe(2);
  });

  it('brings back nothing that ended, and forgets what is not there', async () => {
    const { calls, gone, run, told } = lab([[trunk, phone]]);
    calls.began(
      {
        uniqueId: '9.1',
        linkedId: '9.1',
        name: 'PJSIP/102-9',
        callerNumber: '102',
        extension: '600',
        context: 'phones',
        accountCode: '',
      },
      true,
      t - 1_000,
    );
    for (const id of ['1.1', '1.2']) gone.add(id, '1.1');
    await run();
    expect(calls.running).toEqual([]);
    expect(calls.channels).toBe(0);
    expect(told.map(({ id }) => id)).toEqual(['9.1']);
  });

  it('leaves out a leg that nobody seems to have dialled', async () => {
    const { calls, told, run } = lab([[{ ...trunk, bridgeid: '', linkedid: '7.7' }]]);
    await run();
    expect(told).toEqual([]);
    expect(calls.channels).toBe(1);
  });
});
