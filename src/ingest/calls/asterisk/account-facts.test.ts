import { describe, expect, it } from 'vitest';
import type { AccountFact } from '../../../core/calls/account-fact.ts';
import { AccountFacts, addressOfHost, addressOfTransport } from './account-facts.ts';
import { AmiMessage } from './ami-message.ts';
import { ForwardWatch } from './forward-watch.ts';

const t = 1_795_000_000_000;

function message(event: string, fields: Record<string, string>): AmiMessage {
  return new AmiMessage(new Map([['event', event], ...Object.entries(fields)]));
}

function security(event: string, account: string, address: string, service = 'PJSIP'): AmiMessage {
  return message(event, { service, accountid: account, remoteaddress: `IPV4/UDP/${address}/5060` });
}

function lab() {
  const told: AccountFact[] = [];
  return { told, facts: new AccountFacts((fact) => told.push(fact)) };
}

describe('facts of accounts', () => {
  it.each(['InvalidPassword', 'ChallengeResponseFailed', 'InvalidAccountID', 'FailedACL'])(
    '%s is a failure',
    (event) => {
      const { told, facts } = lab();
      expect(facts.take(security(event, '100', '203.0.113.9'), t)).toBe(true);
      expect(told).toEqual([
        {
          kind: 'sign-in-failed',
          time: t,
          tenant: '',
          account: '100',
          address: '203.0.113.9',
          country: '',
          userAgent: '',
          target: '',
        },
      ]);
    },
  );

  it('every failure counts, a success from the same place once a minute, from another at once', () => {
    const { told, facts } = lab();
    for (let i = 0; i < 3; i++) facts.take(security('InvalidPassword', '100', '203.0.113.9'), t + i);
    for (const ms of [0, 10, 59_000, 61_000]) facts.take(security('SuccessfulAuth', '100', '198.51.100.7'), t + ms);
    facts.take(security('SuccessfulAuth', '100', '203.0.113.9'), t + 61_001);
    expect(told.map(({ kind, address }) => `${kind} ${address}`)).toEqual([
      ...Array(3).fill('sign-in-failed 203.0.113.9'),
      'signed-in 198.51.100.7',
      'signed-in 198.51.100.7',
      'signed-in 203.0.113.9',
    ]);
    expect(facts.addressOf('100')).toBe('203.0.113.9');
  });

  it('users of the manager interface are no accounts', () => {
    const { told, facts } = lab();
    expect(facts.take(security('SuccessfulAuth', 'belwacht-watch', '127.0.0.1', 'AMI'), t)).toBe(false);
    expect(facts.take(security('InvalidPassword', 'admin', '203.0.113.9', 'AMI'), t)).toBe(false);
    expect(told).toEqual([]);
  });

  it('a registration tells where a phone is, when nothing better did', () => {
    const { told, facts } = lab();
    const contact = (status: string) =>
      message('ContactStatus', { contactstatus: status, endpointname: '100', uri: 'sip:100@192.0.2.55:5062;ob' });
    expect(facts.take(contact('Removed'), t)).toBe(false);
    facts.take(contact('NonQualified'), t);
    facts.take(contact('Reachable'), t + 120_000);
    facts.take(message('PeerStatus', { peerstatus: 'Registered', peer: 'SIP/200', address: '198.51.100.8:5060' }), t);
    facts.take(message('PeerStatus', { peerstatus: 'Reachable', peer: 'PJSIP/100' }), t);
    expect(told.map(({ account, address }) => `${account} ${address}`)).toEqual(['100 192.0.2.55', '200 198.51.100.8']);
  });

  it('remembers so many accounts and no more', () => {
    const { facts } = lab();
    for (let i = 0; i < 20_500; i++) facts.take(security('SuccessfulAuth', `a${i}`, '198.51.100.7'), t);
    expect([facts.addressOf('a0'), facts.addressOf('a20499')]).toEqual(['', '198.51.100.7']);
  });

  it('keeps names short and plain', () => {
    const { told, facts } = lab();
    facts.take(security('InvalidAccountID', `x\u0007\u001b[2J${'y'.repeat(500)}`, '203.0.113.9'), t);
    expect(told[0].account).toMatch(/^x\[2Jy{124}$/);
  });

  it.each([
    ['198.51.100.7:5060', '198.51.100.7'],
    ['[2001:DB8::7]:5060', '2001:db8::7'],
    ['2001:db8::7', '2001:db8::7'],
    ['<sip:100@198.51.100.7:5060;transport=tcp>', '198.51.100.7'],
    ['sips:100@[2001:db8::7]:5061', '2001:db8::7'],
    ['sip:100@pbx.example.net', ''],
    ['(null)', ''],
    ['', ''],
  ])('address of %s', (text, address) => {
    expect(addressOfHost(text)).toBe(address);
  });

  it('address of a transport', () => {
    expect(addressOfTransport('IPV6/TLS/2001:db8::9/5061')).toBe('2001:db8::9');
    expect(addressOfTransport('nonsense')).toBe('');
  });
});

describe('forwards', () => {
  /** An Asterisk whose AstDB is `rows`. */
  function watched(rows: Map<string, string>, answer?: () => never) {
    const { told, facts } = lab();
    const link = {
      async ask(_action: string, fields: Record<string, string>) {
        answer?.();
        const entries = [...rows]
          .filter(([key]) => key.startsWith(`${fields.Family}/`))
          .map(([key, val]) => message('DBGetTreeResponse', { key: `/${key}`, val }));
        return { response: message('', {}), entries };
      },
    };
    return { told, watch: new ForwardWatch(link as never, facts) };
  }
  const step = (application: string, appdata: string) => message('Newexten', { application, appdata });

  it('that are there at the first look are no news; set, changed and taken back are', async () => {
    const rows = new Map([['CF/100', '101']]);
    const { told, watch } = watched(rows);
    await watch.look(t);
    rows.set('CFU/102', '0022070012345');
    await watch.look(t + 1);
    rows.set('CF/100', '0044');
    rows.delete('CFU/102');
    await watch.look(t + 2);
    await watch.look(t + 3);
    expect(told.map(({ kind, account, target, time }) => [kind, account, target, time - t])).toEqual([
      ['forward-set', '102', '0022070012345', 1],
      ['forward-set', '100', '0044', 2],
      ['forward-cleared', '102', '', 2],
    ]);
  });

  it('of the dial plan are told once, by a step or by a look', async () => {
    const rows = new Map<string, string>();
    const { told, watch } = watched(rows);
    await watch.look(t);
    rows.set('CF/100', '0044');
    expect(watch.take(step('Set', 'DB(CF/100)=0044'), t + 1)).toBe(true);
    await watch.look(t + 2);
    rows.delete('CF/100');
    expect(watch.take(step('NoOp', 'Deleting: CF/100 0044'), t + 3)).toBe(true);
    await watch.look(t + 4);
    expect(watch.take(step('Set', 'DB_DELETE(CF/100)='), t + 5)).toBe(true);
    for (const other of ['DB(DND/100)=YES', 'CF/100=1', 'DB(CF/1/2=3'])
      expect(watch.take(step('Set', other), t + 6)).toBe(false);
    expect(told.map(({ kind, target }) => [kind, target])).toEqual([
      ['forward-set', '0044'],
      ['forward-cleared', ''],
    ]);
  });

  it('are not asked for again where Asterisk does not know the question', async () => {
    let asked = 0;
    const { watch } = watched(new Map(), () => {
      asked++;
      throw Object.assign(new Error('Asterisk says: Invalid/unknown command: DBGetTree'), { retryable: false });
    });
    await watch.look(t);
    await watch.look(t);
    expect(asked).toBe(1);
  });
});
