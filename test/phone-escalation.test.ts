import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { OnCallChannelWire, ResponderWire } from '../src/api/schema/on-call.ts';
import type { WayContent } from '../src/core/on-call/way-adapter.ts';
import { PhoneChannel, type PhoneSettings } from '../src/notify/channels/phone/phone-channel.ts';
import { Speech } from '../src/notify/channels/phone/voice/speech.ts';
import { CalledPhone } from './lab/called-phone.ts';
import { Certificates } from './lab/certificates.ts';
import { DebianDatabase } from './lab/database.ts';
import { Duty } from './lab/duty.ts';
import { Mailbox } from './lab/mailbox.ts';
import { Serving } from './lab/serving.ts';
import { TelephoneExchange } from './lab/telephone-exchange.ts';
import { until } from './lab/until.ts';

/** The alarm by telephone against a real exchange (Kamailio, with passwords) and a real phone (baresip) that hears and presses. */

const number = '+31612345678';
let dir: string;
let certificates: Certificates;
let exchange: TelephoneExchange;
let phone: CalledPhone | undefined;
let phones = 0;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-phone-'));
  certificates = new Certificates();
  exchange = await TelephoneExchange.start(
    join(dir, 'exchange'),
    { alarm: 'four-red-Kettles', [number]: 'one-blue-Door' },
    certificates.sign(['127.0.0.1']),
  );
});

afterEach(() => {
  phone?.stop();
  phone = undefined;
});

afterAll(async () => {
  await exchange?.stop();
  certificates?.remove();
  if (dir) rmSync(dir, { recursive: true, force: true });
});

async function pickUp(picksUp: 'auto' | 'manual' = 'auto'): Promise<CalledPhone> {
  const where = join(dir, `phone-${++phones}`);
  phone = await CalledPhone.start({
    dir: where,
    user: number,
    password: 'one-blue-Door',
    registrar: exchange.port,
    picksUp,
  });
  return phone;
}

function caller(
  answers: string[],
  {
    account,
    speech = [],
    ...more
  }: { account?: Partial<PhoneSettings['account']>; speech?: string[]; calls?: number } = {},
) {
  return new PhoneChannel(
    {
      account: {
        ...{ host: '127.0.0.1', port: exchange.port, transport: 'udp', ca: '', localAddress: '', domain: '' },
        ...{ user: 'alarm', authUser: '', password: 'four-red-Kettles', callerId: '', register: true, ringS: 20 },
        ...account,
      },
      ...{ number: 'plus', voicePorts: [0, 0], calls: 1 },
      ...more,
    },
    new Speech(speech),
    async (key, way, kind) => {
      answers.push(`${key} ${way} ${kind}`);
    },
  );
}

function alarm(key: string): WayContent {
  return {
    ...{ key, kind: 'alarm', language: 'nl', severity: 'critical', subject: 'Kritiek', lines: ['Kritiek'], link: '' },
    ...{ linkLabel: '', short: '', answerable: true },
    spoken: {
      language: 'nl',
      message: 'Dit is Belwacht. Incident 12, ernst kritiek. De centrale van de bakkerij belt naar het buitenland.',
      menu: 'Druk op 1 om te bevestigen dat je het oppakt. Druk op 2 als je het niet kunt oppakken.',
      notUnderstood: 'Die toets ken ik niet.',
      acknowledged: 'Dank je. Het incident staat op jouw naam.',
      declined: 'Genoteerd. Belwacht vraagt de volgende.',
      noAnswer: 'Er is geen keuze ontvangen.',
    },
  };
}

/** The exchange asks for passwords over each; its certificate is signed by the authority of the test. */
function over(transport: PhoneSettings['account']['transport']): Partial<PhoneSettings['account']> {
  return transport === 'tls' ? { transport, port: exchange.tlsPort, ca: certificates.caFile } : { transport };
}

/** How loud it is, per tenth of a second: root of the mean square. */
function loudness(samples: Int16Array): number[] {
  const out: number[] = [];
  for (let at = 0; at + 800 <= samples.length; at += 800) {
    let sum = 0;
    for (const sample of samples.subarray(at, at + 800)) sum += sample * sample;
    out.push(Math.sqrt(sum / 800));
  }
  return out;
}

const answered = () => phone!.output.includes('answering call');

test.each(['udp', 'tcp', 'tls'] as const)(
  'over %s: the phone rings, speech is heard, and key 1 acknowledges',
  async (transport) => {
    const answers: string[] = [];
    const called = await pickUp();
    const sent = caller(answers, { account: over(transport) }).send(alarm('message-1'), '+31 6 1234 5678');
    await until('the phone answers', 20, answered);
    // The recording is written while it is heard: words have come when it is loud for a second.
    await until('speech is heard', 30, () => loudness(called.heard()).filter((level) => level > 500).length > 10);
    called.press('1');
    await sent;
    expect(answers).toEqual(['message-1 keypad acknowledged']);
    await until('the call is over', 10, () => /terminated/i.test(called.output));
    const levels = loudness(called.heard());
    // Words with pauses between them: neither silence nor a hum.
    expect(levels.filter((level) => level > 500).length).toBeGreaterThan(20);
    expect(levels.filter((level) => level < 50).length).toBeGreaterThan(3);
  },
);

test('key 2 declines; an unknown key is told, and what is pressed while it speaks counts', async () => {
  const answers: string[] = [];
  const called = await pickUp();
  const sent = caller(answers).send(alarm('message-2'), number);
  await until('speech is heard', 30, () => loudness(called.heard()).some((level) => level > 500));
  called.press('7');
  await until('seven was sent', 10, () => called.output.includes("DTMF digit end: '7'"));
  called.press('2');
  await sent;
  expect(answers).toEqual(['message-2 keypad declined']);
});

test('who picks up and presses nothing, such as a voicemail, has not answered', async () => {
  const answers: string[] = [];
  await pickUp();
  const sent = caller(answers).send(alarm('message-3'), number);
  await expect(sent).rejects.toMatchObject({
    message: expect.stringContaining('nobody pressed a key'),
    retryable: false,
  });
  expect(answers).toEqual([]);
  await until('we hang up', 10, () => /terminated/i.test(phone!.output));
});

test('who hangs up without a key has not answered', async () => {
  const answers: string[] = [];
  const called = await pickUp();
  const sent = caller(answers).send(alarm('message-4'), number);
  await until('speech is heard', 30, () => loudness(called.heard()).some((level) => level > 500));
  called.press('b');
  await expect(sent).rejects.toMatchObject({ message: expect.stringContaining('hung up'), retryable: false });
  expect(answers).toEqual([]);
});

test('a phone that rings out is called off and tried again; busy too; turned away and unknown are not', async () => {
  const called = await pickUp('manual');
  const ringing = caller([], { account: { ringS: 5 } }).send(alarm('message-5'), number);
  await expect(ringing).rejects.toMatchObject({ message: 'nobody answered the phone', retryable: true });
  expect(called.output).toMatch(/incoming call/i);
  await until('the call is called off', 10, () => exchange.log.includes(`LAB CANCEL to=${number}`));
  const to = (address: string) => caller([]).send(alarm('message-6'), address);
  await expect(to('+31600000486')).rejects.toMatchObject({ message: 'the phone is busy', retryable: true });
  await expect(to('+31600000603')).rejects.toMatchObject({ retryable: false });
  await expect(to('+31600000404')).rejects.toMatchObject({ message: expect.stringContaining('404'), retryable: false });
});

test('a wrong password and a server that is not there are said', async () => {
  const wrong = caller([], { account: { password: 'wrong' } }).send(alarm('message-7'), number);
  await expect(wrong).rejects.toMatchObject({
    message: expect.stringContaining('refuses the account'),
    retryable: false,
  });
  const gone = caller([], { account: { port: 9, transport: 'tcp' } }).send(alarm('message-8'), number);
  await expect(gone).rejects.toMatchObject({ retryable: true });
  const unknown = caller([], { account: { ...over('tls'), ca: '' } }).send(alarm('message-9'), number);
  await expect(unknown).rejects.toMatchObject({ message: expect.stringMatching(/certificate/), retryable: true });
});

test('no emergency number is ever called, in whatever spelling; what is no number neither', async () => {
  const before = exchange.log;
  for (const address of [
    '112',
    '+112',
    '0112',
    '00112',
    '+31112',
    '+49112',
    '0031112',
    '911',
    '+1911',
    '+44999',
    '+33116117',
  ]) {
    await expect(caller([]).send(alarm('message-9'), address), address).rejects.toMatchObject({ retryable: false });
  }
  for (const address of [
    '',
    'x',
    '+31612345678;user=phone',
    'sip:+31612345678@evil.example',
    '+31612345678\r\nVia: x',
    '0612345678',
  ]) {
    await expect(caller([]).send(alarm('message-9'), address), address).rejects.toMatchObject({ retryable: false });
  }
  expect(exchange.log).toBe(before);
});

test('without anything to speak with nobody is called, and the channel says so', async () => {
  const channel = caller([], { speech: ['/nowhere/speech'] });
  await expect(channel.send(alarm('message-10'), number)).rejects.toMatchObject({
    message: expect.stringContaining('install /nowhere/speech, or set phone.speech'),
    retryable: false,
  });
  expect(channel.detail.en).toContain('there is nothing to speak with');
  const silent = caller([], { speech: ['head', '-c', '44', '/dev/zero'] });
  await expect(silent.send(alarm('message-11'), number)).rejects.toMatchObject({ retryable: false });
});

test('one call at a time: the second waits its turn', async () => {
  const called = await pickUp();
  const channel = caller([]);
  // Which of the two has its words spoken first is not ours to say: it calls, and the other is told so at once.
  const both = ['message-12', 'message-13'].map((id) => channel.send(alarm(id), number));
  const refused = await Promise.race(both.map((one) => one.then(() => undefined).catch((error: unknown) => error)));
  expect(refused).toMatchObject({ message: expect.stringContaining('another call'), retryable: true });
  await until('speech is heard', 30, () => loudness(called.heard()).some((level) => level > 500));
  called.press('1');
  expect((await Promise.allSettled(both)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('an incident calls whoever is on call, and their key takes it', async () => {
  const mailbox = new Mailbox();
  await mailbox.open();
  const database = await DebianDatabase.make();
  const serving = new Serving('phone', {
    database_url: database.url,
    smtp: { host: '127.0.0.1', port: mailbox.port },
    phone: { host: '127.0.0.1', port: exchange.port, user: 'alarm', password: 'four-red-Kettles' },
  });
  try {
    await serving.start();
    const duty = new Duty(serving, mailbox);
    const olga = await duty.setUp('Olga de Boer', 'olga@example.net');
    const { version } = await olga.guest.must<ResponderWire>('GET', '/api/v1/on-call/me');
    const form = {
      zone: 'Europe/Amsterdam',
      ways: [{ id: 'mobile', channel: 'phone', address: number }],
      rules: { critical: [{ way: 'mobile', afterMinutes: 0 }] },
    };
    const saved = await olga.guest.ask('PUT', '/api/v1/on-call/me', form, { 'if-match': `"${version}"` });
    expect(saved.status).toBe(200);
    const called = await pickUp();
    await duty.policy([[olga]], 60);
    const incident = await duty.open('Toll fraud at the bakery');
    await until('speech is heard', 60, () => loudness(called.heard()).filter((level) => level > 500).length > 10);
    called.press('1');
    const taken = await duty.escalated('taken', incident, ({ phase }) => phase === 'acknowledged', 30);
    expect(taken.answers).toMatchObject([{ byName: 'Olga de Boer', way: 'keypad', kind: 'acknowledged' }]);
    expect(taken.asks).toMatchObject([{ channel: 'phone', personName: 'Olga de Boer' }]);
    await until('the call is over', 30, () => /terminated/i.test(called.output));
    expect((await duty.timeline(incident)).join('\n')).toContain('Olga de Boer acknowledged');
    const channels = await serving.get<OnCallChannelWire[]>('/api/v1/on-call/channels');
    expect(channels.find(({ channel }) => channel === 'phone')).toMatchObject({ ready: true });
  } finally {
    await serving.close();
    await database.remove();
    await mailbox.close();
  }
});
