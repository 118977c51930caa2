import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ControlAct } from '../call-control.ts';
import type { AmiPort, AmiPortMessage } from './ami-port.ts';
import { createAsteriskControl } from './asterisk-control.ts';
import { isAccountName, readStopEntry, writeStopEntry } from './stop-entry.ts';

function message(fields: Record<string, string>): AmiPortMessage {
  return { get: (key) => fields[key] ?? '' };
}

/** Says no as Asterisk does. */
function no(text: string, retryable = false): never {
  throw Object.assign(new Error(`Asterisk says: ${text}`), { retryable });
}

/** What an Asterisk of these answers keeps: an AstDB, channels and contacts. */
class Fake implements AmiPort {
  readonly asked: (readonly [string, Readonly<Record<string, string>>])[] = [];
  readonly db = new Map<string, string>();
  channels: Record<string, string>[] = [];
  dialplan = true;
  tree = true;
  stubborn = false;
  /** Its clock, s. */
  now = 1_750_000_000;

  async ask(action: string, fields: Readonly<Record<string, string>> = {}) {
    this.asked.push([action, fields]);
    const list = (entries: AmiPortMessage[]) => ({ response: message({ response: 'Success' }), entries });
    const key = `${fields.Family}/${fields.Key}`;
    switch (action) {
      case 'ShowDialPlan':
        return this.dialplan ? list([]) : no(`Did not find context ${fields.Context}`);
      case 'DBGet':
        return this.db.has(key) ? list([message({ val: this.db.get(key) ?? '' })]) : no('Database entry not found');
      case 'DBPut':
        if (!this.stubborn) this.db.set(key, fields.Val);
        return list([]);
      case 'DBDel':
        return this.stubborn || this.db.delete(key) ? list([]) : no('Database entry could not be deleted');
      case 'DBGetTree':
        if (!this.tree) no('Invalid/unknown command: DBGetTree. Use Action: ListCommands to show available commands.');
        return list(
          [...this.db]
            .filter(([name]) => name.startsWith(`${fields.Family}/`))
            .map(([name, val]) => message({ key: `/${name}`, val })),
        );
      case 'Getvar': {
        if (fields.Variable === 'EPOCH') return { response: message({ value: String(this.now) }), entries: [] };
        const keys = [...this.db.keys()]
          .filter((name) => name.startsWith('belwacht-stop/'))
          .map((name) => name.slice(14));
        return { response: message({ value: keys.join(',').slice(0, 1_023) }), entries: [] };
      }
      case 'CoreShowChannels':
        return list(this.channels.map(message));
      case 'Hangup':
        if (!this.channels.some(({ channel }) => channel === fields.Channel)) no('No such channel');
        if (!this.stubborn) this.channels = this.channels.filter(({ channel }) => channel !== fields.Channel);
        return list([]);
      case 'PJSIPShowEndpoint':
        if (fields.Endpoint === 'nobody') no('Unable to retrieve endpoint nobody');
        return list([
          message({ event: 'ContactStatusDetail', id: `${fields.Endpoint}@@static` }),
          ...[...this.db.keys()]
            .filter((name) => name.startsWith(`registrar/contact/${fields.Endpoint};@`))
            .map((name) => message({ event: 'ContactStatusDetail', id: name.slice('registrar/contact/'.length) })),
        ]);
      default:
        return no(`unexpected ${action}`);
    }
  }

  async close() {}
}

function lab(fake = new Fake(), carriers: readonly string[] = []) {
  return { fake, control: createAsteriskControl({ id: 'pbx', ami: fake, channelsOf: () => carriers, confirmMs: 150 }) };
}
const stop = (account: string, reach: 'abroad' | 'outgoing' = 'abroad'): ControlAct => ({
  kind: 'stop-account',
  account,
  reach,
});

describe('a stop', () => {
  it('is written, seen, listed and taken back; both reaches live beside each other', async () => {
    const { fake, control } = lab();
    await control.act(stop('100'));
    await control.act(stop('100', 'outgoing'));
    await control.act(stop('100', 'outgoing'));
    expect(Object.fromEntries(fake.db)).toEqual({
      'belwacht-stop/100': 'abroad,outgoing',
      'belwacht-lease/until': '1750086400',
    });
    expect(fake.asked.filter(([action]) => action === 'DBPut')).toHaveLength(3);
    expect(await control.inForce()).toEqual([stop('100'), stop('100', 'outgoing')]);
    await control.undo(stop('100'));
    expect(await control.inForce()).toEqual([stop('100', 'outgoing')]);
    await control.undo(stop('100', 'outgoing'));
    expect([...fake.db.keys()]).toEqual(['belwacht-lease/until']);
    expect((await control.undo(stop('100'))).confirmed).toContain('no entry');
  });

  it('holds for a day by the clock of the PBX, moved on every hour while Belwacht is there', async () => {
    const { fake, control } = lab();
    const leases = () => fake.asked.filter(([action, { Family }]) => action === 'DBPut' && Family === 'belwacht-lease');
    const start = fake.now;
    for (let minute = 0; minute <= 150; minute++) {
      fake.now = start + minute * 60;
      await control.renewLease!();
      expect(Number(fake.db.get('belwacht-lease/until')) - fake.now).toBeGreaterThanOrEqual(82_800);
    }
    expect(leases()).toHaveLength(3);
    // The clock of the PBX is set back, or somebody wrote over it: not a day longer than it should be.
    fake.now = start - 40 * 86_400;
    await control.renewLease!();
    expect(fake.db.get('belwacht-lease/until')).toBe(String(fake.now + 86_400));
    fake.stubborn = true;
    fake.now += 86_400;
    await expect(control.renewLease!()).rejects.toMatchObject({ name: 'ControlError', retryable: true });
    await expect(control.act(stop('100'))).rejects.toThrow(/until when its stops hold/);
  });

  it('of many at once keeps them all', async () => {
    const { control } = lab();
    await Promise.all([stop('100'), stop('100', 'outgoing'), stop('101')].map((act) => control.act(act)));
    expect(await control.inForce()).toHaveLength(3);
    await Promise.all([control.undo(stop('100')), control.undo(stop('100', 'outgoing'))]);
    expect(await control.inForce()).toEqual([stop('101')]);
  });

  it('that Asterisk does not keep is an error, and so is one that stays', async () => {
    const { fake, control } = lab();
    fake.stubborn = true;
    await expect(control.act(stop('100'))).rejects.toMatchObject({
      name: 'ControlError',
      control: 'pbx',
      retryable: true,
    });
    fake.db.set('belwacht-stop/100', 'abroad');
    await expect(control.undo(stop('100'))).rejects.toThrow(/still holds/);
  });

  it('that no dial plan looks at is an error that says what to do', async () => {
    const { fake, control } = lab();
    fake.dialplan = false;
    await expect(control.act(stop('100'))).rejects.toThrow(/deploy\/asterisk\/belwacht.conf/);
    expect(fake.db.size).toBe(0);
  });

  it('is listed by an older Asterisk too, or it says that it cannot', async () => {
    const { fake, control } = lab();
    fake.tree = false;
    expect(await control.inForce()).toEqual([]);
    await control.act(stop('100'));
    await control.act(stop('101', 'outgoing'));
    expect(await control.inForce()).toEqual([stop('100'), stop('101', 'outgoing')]);
    for (let i = 0; i < 300; i++) fake.db.set(`belwacht-stop/${1_000 + i}`, 'abroad');
    await expect(control.inForce()).rejects.toMatchObject({ retryable: false });
  });

  it('is not undone of what has no way back', async () => {
    await expect(lab().control.undo({ kind: 'hang-up', callId: '1.1' })).rejects.toMatchObject({ retryable: false });
  });

  it('entry is read for what we wrote and nothing else', () => {
    expect(writeStopEntry(new Set(['outgoing', 'abroad'] as const))).toBe('abroad,outgoing');
    expect([...readStopEntry('outgoing,abroad,all')]).toEqual(['abroad', 'outgoing']);
    expect([...readStopEntry('1')]).toEqual([]);
  });
});

describe('an account', () => {
  it('whose name is more than a name reaches Asterisk in no way', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        '1\r\nAction: Command',
        '100/abroad',
        '../100',
        '100 101',
        '',
        '-100',
        'a,b',
        '$' + '{SHELL(x)}',
        '100\n',
        'x'.repeat(90),
        '$[1]',
      ),
      fc
        .array(fc.constantFrom('100', '/', '\r', '\n', ':', ' ', '$', '{', '(', ',', ';'), { maxLength: 5 })
        .map((all) => all.join('')),
    );
    await fc.assert(
      fc.asyncProperty(
        hostile,
        fc.constantFrom('stop-account', 'drop-registration', 'hang-up', 'undo'),
        async (text, kind) => {
          const { fake, control } = lab();
          const done =
            kind === 'undo'
              ? control.undo(stop(text))
              : kind === 'hang-up'
                ? control.act({ kind, callId: text })
                : control.act(kind === 'stop-account' ? stop(text) : { kind: 'drop-registration', account: text });
          const error = await done.then(
            () => undefined,
            (reason: unknown) => reason,
          );
          const plain = kind === 'hang-up' ? /^[\w.@:~-]{1,150}$/.test(text) : isAccountName(text);
          if (!plain) {
            expect(error).toMatchObject({ name: 'ControlError', retryable: false });
            expect(fake.asked).toEqual([]);
          }
          for (const [, fields] of fake.asked)
            for (const value of Object.values(fields)) expect(value).toMatch(/^[\w.+@~:;/-]*$/);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('hang up', () => {
  const channel = (name: string, uniqueid: string, linkedid: string) => ({ channel: name, uniqueid, linkedid });
  const busy = () => {
    const fake = new Fake();
    fake.channels = [
      channel('PJSIP/100-1', '1.1', '1.1'),
      channel('PJSIP/carrier-2', '1.2', '1.1'),
      channel('PJSIP/101-3', '1.3', '1.3'),
      channel('PJSIP/carrier-4', '1.4', '1.3'),
    ];
    return fake;
  };

  it('ends all channels of the call, and no other', async () => {
    const { fake, control } = lab(busy());
    await control.act({ kind: 'hang-up', callId: '1.1' });
    expect(fake.channels.map(({ uniqueid }) => uniqueid)).toEqual(['1.3', '1.4']);
    expect((await control.act({ kind: 'hang-up', callId: '1.1' })).confirmed).toBe('The call had ended already.');
  });

  it('ends what carries the call by now, where its id leads to nothing', async () => {
    const { fake, control } = lab(busy(), ['1.4']);
    await control.act({ kind: 'hang-up', callId: '1.9' });
    expect(fake.channels.map(({ uniqueid }) => uniqueid)).toEqual(['1.1', '1.2', '1.3']);
  });

  it('that does not end them is an error', async () => {
    const { fake, control } = lab(busy());
    fake.stubborn = true;
    await expect(control.act({ kind: 'hang-up', callId: '1.1' })).rejects.toMatchObject({
      name: 'ControlError',
      retryable: true,
    });
  });

  it('never asks with a pattern of names', async () => {
    const { fake, control } = lab();
    fake.channels = [channel('/.*/', '1.1', '1.1')];
    await expect(control.act({ kind: 'hang-up', callId: '1.1' })).rejects.toMatchObject({ retryable: true });
    expect(fake.asked.some(([action]) => action === 'Hangup')).toBe(false);
  });
});

describe('a registration', () => {
  it('is removed, with all its contacts, and no other', async () => {
    const { fake, control } = lab();
    for (const key of ['100;@a', '100;@b', '101;@c']) fake.db.set(`registrar/contact/${key}`, '{}');
    // As the real one: the key is below the family in one path.
    expect((await control.act({ kind: 'drop-registration', account: '100' })).confirmed).toContain('2 contacts');
    expect([...fake.db.keys()]).toEqual(['registrar/contact/101;@c']);
    expect((await control.act({ kind: 'drop-registration', account: '100' })).confirmed).toContain(
      'was not registered',
    );
  });

  it('that stays is an error, and so is an account that Asterisk does not know', async () => {
    const { fake, control } = lab();
    fake.stubborn = true;
    fake.db.set('registrar/contact/100;@a', '{}');
    await expect(control.act({ kind: 'drop-registration', account: '100' })).rejects.toThrow(/still registered/);
    await expect(control.act({ kind: 'drop-registration', account: 'nobody' })).rejects.toMatchObject({
      retryable: false,
    });
  });
});
