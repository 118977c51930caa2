import { describe, expect, test } from 'vitest';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { RunEffect } from '../../../core/playbook/run-effect.ts';
import { faultSentence } from '../fault-sentence.ts';
import { readPlaybook } from '../read/read-playbook.ts';
import { startRun } from '../run/start-run.ts';
import { stepRun } from '../run/step-run.ts';
import { buildPlaybook } from '../testing/build-playbook.ts';
import { checkPlaybook } from './check-playbook.ts';

const target = (number: number) => `http-api--00000000-0000-4000-8000-00000000000${number}`;
const basic = 'http-basic--00000000-0000-4000-8000-0000000000aa';
const oauth = 'oauth2--00000000-0000-4000-8000-0000000000aa';
const user = 'user-auth--00000000-0000-4000-8000-0000000000aa';

/** A playbook whose one request goes to these targets. */
function asking(targets: readonly object[], authentications: object = {}, command: object = {}): unknown {
  const playbook = JSON.parse(
    JSON.stringify(
      buildPlaybook([
        {
          ...{ kind: 'do', name: 'ask' },
          commands: [{ type: 'http-api', command: 'GET /state HTTP/1.1', ...command } as never],
        },
      ]),
    ),
  );
  const step = Object.values<Record<string, unknown>>(playbook.workflow).find(({ type }) => type === 'action')!;
  step.targets = targets.map((_, i) => target(i));
  playbook.target_definitions = Object.fromEntries(
    targets.map((each, i) => [target(i), { type: 'http-api', name: `system ${i}`, ...each }]),
  );
  playbook.authentication_info_definitions = authentications;
  return playbook;
}
const at = (host: string, more: object = {}) => ({ address: { dname: [host] }, ...more });

function sentences(playbook: unknown, weight: 'note' | 'grave'): string[] {
  const read = readPlaybook(playbook);
  const faults = read.ok ? checkPlaybook(read.value) : read.reason;
  return faults.filter((one) => (one.weight === 'note') === (weight === 'note')).map((one) => faultSentence(one).en);
}

/** The requests that a run of it makes, one after the other. */
function requests(playbook: unknown) {
  const read = readPlaybook(playbook);
  if (!read.ok) throw new Error(faultSentence(read.reason[0]).en);
  const started = startRun(read.value as Playbook, {}, 0, { id: 'run' });
  if (!started.ok) throw new Error(started.reason[0].en);
  const made: Extract<RunEffect, { kind: 'do' }>['order'][] = [];
  let { run, effects } = started.value;
  for (let turn = 0; turn < 10; turn++) {
    const next = effects.find((effect) => effect.kind === 'do');
    if (!next) break;
    made.push(next.order);
    ({ run, effects } = stepRun(run, { kind: 'result', key: next.key, at: 1, ok: true, detail: 'done' }));
  }
  return made.map((order) => (order.action === 'http-api' ? [order.url, order.auth] : []));
}

describe('where a request goes', () => {
  test('to each of its targets, one after the other', () => {
    const both = asking([at('a.example', { port: '443' }), at('b.example', { port: '8443' })]);
    expect(sentences(both, 'grave')).toEqual([]);
    expect(requests(both)).toEqual([
      ['https://a.example:443/state', undefined],
      ['https://b.example:8443/state', undefined],
    ]);
  });

  test('to port 80 without encryption where no port is said, as section 7.5 has it', () => {
    expect(requests(asking([at('a.example')]))).toEqual([['http://a.example/state', undefined]]);
  });

  test('only to the address that the start line itself says', () => {
    const whole = asking([at('a.example'), at('b.example')], {}, { command: 'GET https://c.example/x HTTP/1.1' });
    expect(requests(whole)).toEqual([['https://c.example/x', undefined]]);
  });
});

describe('what a request signs in with', () => {
  test('is the secret of its own target, by name', () => {
    const both = asking(
      [
        at('a.example', { port: '443', authentication_info: basic }),
        at('b.example', { port: '443', authentication_info: oauth }),
      ],
      {
        [basic]: { type: 'http-basic', user_id: 'belwacht', kms: true, kms_key_identifier: 'crm' },
        [oauth]: { type: 'oauth2', oauth_header: 'Bearer', kms: true, kms_key_identifier: 'tickets' },
      },
    );
    expect(sentences(both, 'grave')).toEqual([]);
    expect(requests(both)).toEqual([
      ['https://a.example:443/state', { kind: 'basic', secret: 'crm', user: 'belwacht' }],
      ['https://b.example:443/state', { kind: 'bearer', secret: 'tickets', user: '' }],
    ]);
  });

  test('is not sent where the start line says another address', () => {
    const whole = asking(
      [at('a.example', { authentication_info: basic })],
      { [basic]: { type: 'http-basic', kms: true, kms_key_identifier: 'crm' } },
      { command: 'GET https://c.example/x HTTP/1.1' },
    );
    expect(requests(whole)).toEqual([['https://c.example/x', undefined]]);
  });

  const plain: readonly (readonly [string, object])[] = [
    ['a password', { [basic]: { type: 'http-basic', user_id: 'me', password: 'hunter2' } }],
    ['a token', { [oauth]: { type: 'oauth2', token: 'eyJh' } }],
    ['a token as a header', { [oauth]: { type: 'oauth2', oauth_header: 'Bearer eyJh' } }],
    ['a private key', { [user]: { type: 'user-auth', username: 'me', private_key: '-----BEGIN' } }],
  ];
  test.each(plain)(
    '%s in the open is refused, also in a draft, and what to do instead is said',
    (_what, definitions) => {
      const playbook = asking([at('a.example', { port: '443' })], definitions);
      expect(readPlaybook(playbook).ok).toBe(false);
      const [said] = sentences(playbook, 'grave');
      expect(said).toContain('"kms": true');
      expect(said).not.toMatch(/hunter2|eyJh|BEGIN/);
    },
  );

  test('cannot be a variable, which would be readable with the run', () => {
    const playbook = asking([at('a.example')], { [basic]: { type: 'http-basic', password: '__pw__:value' } });
    expect(readPlaybook(playbook).ok).toBe(true);
    expect(sentences(playbook, 'grave')[0]).toMatch(/nor in a variable/);
  });

  test('has to be named, and of a kind that requests know', () => {
    const of = (id: string, info: object) =>
      sentences(asking([at('a.example', { port: '443', authentication_info: id })], { [id]: info }), 'grave');
    expect(of(basic, { type: 'http-basic', user_id: 'me' })).toEqual([expect.stringMatching(/with which secret/)]);
    expect(of(basic, { type: 'http-basic', kms: true })).toContainEqual(
      expect.stringMatching(/kms_key_identifier.* is missing/),
    );
    expect(of(user, { type: 'user-auth', username: 'me', kms: true, kms_key_identifier: 'x' })).toEqual([
      expect.stringMatching(/do not sign in with user-auth/),
    ]);
    expect(of(basic, { type: 'http-basic', kms: true, kms_key_identifier: 'No Such Name' })[0]).toMatch(
      /the name of a secret/,
    );
  });

  test('is noted when it travels without encryption, and so is a secret in a header', () => {
    const kept = { [basic]: { type: 'http-basic', kms: true, kms_key_identifier: 'crm' } };
    expect(sentences(asking([at('a.example', { authentication_info: basic })], kept), 'note')).toEqual([
      expect.stringMatching(/without encryption/),
    ]);
    const header = asking([at('a.example')], {}, { headers: { Authorization: ['Bearer __t__'] } });
    expect(sentences(header, 'note')).toEqual([expect.stringMatching(/headers\.Authorization: .*can be read by/)]);
  });
});
