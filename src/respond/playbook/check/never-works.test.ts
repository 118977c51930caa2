import { describe, expect, test } from 'vitest';
import type { PlaybookVariable } from '../../../core/playbook/variable.ts';
import { dryRun } from '../dry-run.ts';
import { faultSentence } from '../fault-sentence.ts';
import { buildPlaybook } from '../testing/build-playbook.ts';
import { checkPlaybook } from './check-playbook.ts';

type Arguments = Readonly<Record<string, string>>;
const variables: Readonly<Record<string, PlaybookVariable>> = {
  __x__: { type: 'string', external: true },
  __n__: { type: 'string', value: 'not-an-ip' },
};

/** A playbook with one command of ours. */
const one = (action: string, given: Arguments) =>
  buildPlaybook(
    [{ kind: 'do', name: 'act', commands: [{ type: 'x-belwacht', action, with: given } as never] }],
    variables,
  );
const graveOf = (action: string, given: Arguments) =>
  checkPlaybook(one(action, given)).filter(({ weight }) => weight !== 'note');

/** What can never be carried out: the action, what it is told, the parameter that is wrong, and what is said of it. */
const never: readonly (readonly [string, Arguments, string, RegExp, RegExp])[] = [
  ['block-source', { address: 'not-an-ip' }, 'address', /“not-an-ip” is no address/, /is geen adres/],
  ['block-source', { address: '192.0.2.1', hours: 'forever' }, 'hours', /“forever” is no time.*168/, /is geen duur/],
  ['block-source', { address: '192.0.2.1', hours: '1000' }, 'hours', /“1000” is no time.*168/, /is geen duur/],
  ['block-network', { network: '192.0.2.0/99' }, 'network', /192\.0\.2\.0\/99/, /192\.0\.2\.0\/99/],
  ['block-country', { country: 'Atlantis' }, 'country', /“Atlantis” is no country code/, /geen landcode/],
  [
    'divert-calls',
    { customer: 'acme', direction: 'sideways', to: '+31201234567' },
    'direction',
    /in or out, not “sideways”/,
    /in of out/,
  ],
  ['divert-calls', { customer: 'acme', direction: 'in', to: '112' }, 'to', /Nothing is diverted to 112/, /112/],
  ['notify', { to: 'coordinator', message: 'm', channel: 'pigeon' }, 'channel', /no channel “pigeon”/, /geen kanaal/],
  ['notify', { to: 'somebody', message: 'm' }, 'to', /nobody is meant by “somebody”/, /is niemand bedoeld/],
  ['notify', { to: 'a@example.nl', message: 'm', channel: 'sms' }, 'to', /nobody is meant/, /niemand bedoeld/],
  ['http-api', { url: 'file:///etc/passwd', method: 'GET' }, 'url', /is no address for a request/, /geen adres/],
  [
    'http-api',
    { url: 'https://me:secret@host.example/', method: 'GET' },
    'url',
    /without a name or password/,
    /zonder/,
  ],
  ['http-api', { url: 'https://host.example/', method: 'FROB' }, 'method', /“FROB” are not sent/, /niet verstuurd/],
  ['probe-call', { asset: 'pbx', from: '1001', to: '112' }, 'to', /never calls an emergency number/, /noodnummer/],
  ['probe-call', { asset: 'pbx', from: '1001', to: '1002', seconds: '90' }, 'seconds', /1 to 60 seconds/, /seconden/],
  ['block-source', { address: '__x__' }, 'address', /__x__ stands here as text; write __x__:value/, /__x__:value/],
];

test.each(never)('%s %j is refused, its step and %s named', (action, given, name, en, nl) => {
  const faults = graveOf(action, given);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatchObject({ stepName: 'act', weight: 'flow' });
  expect(faults[0].path).toMatch(new RegExp(`^workflow\\.action--[^.]+\\.commands\\.0\\.with\\.${name}$`));
  const said = faultSentence(faults[0]);
  expect(said.en).toMatch(/^step “act” /);
  expect(said.en).toContain(`commands.0.with.${name}: `);
  expect([said.en, said.nl]).toEqual([expect.stringMatching(en), expect.stringMatching(nl)]);
});

/** What may be, whoever it turns out to be about. */
const fine: readonly (readonly [string, Arguments])[] = [
  ['block-source', { address: '192.0.2.1', hours: '0.5' }],
  ['block-source', { address: '2001:db8::7' }],
  ['block-source', { address: '__x__:value', hours: '__x__:value' }],
  ['block-network', { network: '198.51.100.0/24' }],
  ['block-country', { country: 'nl' }],
  ['divert-calls', { customer: '__x__:value', direction: 'out', to: '+31201234567' }],
  ['notify', { to: 'deputy', message: '__x__:value', channel: 'sms' }],
  ['notify', { to: 'roster:4711', message: 'm' }],
  ['notify', { to: '+31612345678', message: 'm', channel: 'phone' }],
  ['http-api', { url: 'https://host.example/a/__x__:value', method: 'post' }],
  ['http-api', { url: '__x__:value', method: 'GET' }],
];

test.each(fine)('%s %j is accepted', (action, given) => {
  expect(checkPlaybook(one(action, given)).map((fault) => faultSentence(fault).en)).toEqual([]);
});

test('a bare name in what people read may be meant, and is noted', () => {
  const notes = checkPlaybook(one('notify', { to: 'coordinator', message: 'look at __x__' }));
  expect(notes.map(({ weight, path }) => [weight, path.split('.').slice(-2)])).toEqual([['note', ['with', 'message']]]);
});

describe('the dry run', () => {
  test('says of a value that comes from a variable that it can never be', () => {
    const [line] = dryRun(one('block-source', { address: '__n__:value' }), {});
    expect(line.trouble?.en).toMatch(/^address: “not-an-ip” is no address/);
    expect(line.trouble?.nl).toMatch(/^address: .* is geen adres/);
    expect(dryRun(one('block-source', { address: '__n__:value' }), { __n__: '192.0.2.7' })[0].trouble).toBeUndefined();
  });

  test.each(never.filter(([, given]) => !Object.values(given).includes('__x__')))(
    '%s %j cannot be done',
    (action, given) => {
      expect(dryRun(one(action, given), {})[0].trouble).toBeDefined();
    },
  );
});
