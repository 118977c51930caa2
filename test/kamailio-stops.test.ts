import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emergencyNumbers } from '../src/core/phone/emergency.ts';
import { KamailioControl } from '../src/enforce/calls/kamailio/kamailio-control.ts';
import { callKamailio } from '../src/enforce/calls/kamailio/kamailio-rpc.ts';
import { freePort } from './lab/free-port.ts';
import { until } from './lab/until.ts';
import { SipPhone } from './stand-ins/sip-phone.ts';

/**
 * Stops of accounts at a real Kamailio that includes deploy/kamailio/belwacht.cfg: phones call through it over UDP on
 * loopback, and the control acts over JSON-RPC.
 */
const accounts = { '100': 'r8Kq-two-Harbour', '101': 'w3Lp-nine-Lantern' } as const;
const token = 'copper-clock-of-the-test';
const abroad = '00220700123';
const deployed = fileURLToPath(new URL('../deploy/kamailio/belwacht.cfg', import.meta.url));

let dir: string;
let port: number;
let child: ChildProcess;
let control: KamailioControl;
let carrier: SipPhone;
let phone: SipPhone;
let other: SipPhone;

function modulePath(): string {
  const found = readdirSync('/usr/lib')
    .map((entry) => join('/usr/lib', entry, 'kamailio/modules'))
    .find((path) => existsSync(join(path, 'htable.so')));
  if (!found) throw new Error('Kamailio is not installed; run scripts/install-test-packages.sh');
  return `${found}/`;
}

function config(): string {
  const modules =
    'kex corex tm tmx sl rr pv maxfwd usrloc registrar textops siputils xlog db_text auth auth_db dialog htable jsonrpcs xhttp';
  return `#!KAMAILIO
debug=2
log_stderror=yes
children=2
tcp_children=2
auto_aliases=no
tcp_accept_no_cl=yes
mpath="${modulePath()}"
listen=udp:127.0.0.1:${port}
listen=tcp:127.0.0.1:${port}
${modules
  .split(' ')
  .map((name) => `loadmodule "${name}.so"`)
  .join('\n')}
modparam("jsonrpcs","transport",1)
modparam("auth_db","db_url","text://${dir}/db")
modparam("auth_db","calculate_ha1",1)
modparam("auth_db","password_column","password")
modparam("auth_db","load_credentials","")
include_file "belwacht.cfg"
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483","Too Many Hops"); exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
    sl_send_reply("404","Not here"); exit;
  }
  if (is_method("ACK")) exit;
  if (is_method("REGISTER")) {
    if (!auth_check("$td","subscriber","0")) { auth_challenge("$td","1"); exit; }
    save("location"); exit;
  }
  if (!auth_check("$fd","subscriber","0")) { auth_challenge("$fd","1"); exit; }
  if (is_method("INVITE") && !has_totag()) { $var(bw_account) = $au; route(BELWACHT_STOP); }
  consume_credentials();
  record_route();
  dlg_manage();
  $du = "sip:127.0.0.1:${carrier.port}";
  t_relay();
}
event_route[xhttp:request] {
  if ($hu =~ "^/RPC") {
    if ($hdr(Authorization) != "Bearer ${token}") { xhttp_reply("403", "Forbidden", "text/plain", "no\\n"); exit; }
    jsonrpc_dispatch();
    exit;
  }
  xhttp_reply("404", "Not found", "text/plain", "no\\n");
}
`;
}

async function startKamailio(): Promise<void> {
  const log = openSync(join(dir, 'kamailio.log'), 'a');
  child = spawn(
    'kamailio',
    ['-DD', '-E', '-f', join(dir, 'kamailio.cfg'), '-m', '64', '-M', '8', '-Y', join(dir, 'run')],
    { stdio: ['ignore', 'ignore', log] },
  );
  await until('Kamailio answers', 15, async () => {
    if (child.exitCode !== null) throw new Error(`Kamailio ended with ${child.exitCode}; see ${dir}/kamailio.log`);
    return control.inForce();
  });
}

async function stopKamailio(): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** Status of a call; 200 when the carrier answered it. */
async function statusOf(from: SipPhone, number: string): Promise<number> {
  const call = from.call(number);
  await until(`a call to ${number} is answered or refused`, 10, () => call.status);
  return call.status;
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-kamailio-stops-'));
  port = await freePort();
  carrier = await new SipPhone('carrier', '', port).open();
  phone = await new SipPhone('100', accounts['100'], port).open();
  other = await new SipPhone('101', accounts['101'], port).open();
  mkdirSync(join(dir, 'db'));
  mkdirSync(join(dir, 'run'));
  const rows = Object.entries(accounts).map(([user, password], i) => `${i + 1}:${user}:127.0.0.1:${password}::`);
  writeFileSync(
    join(dir, 'db/subscriber'),
    `id(int,auto) username(string) domain(string) password(string) ha1(string,null) ha1b(string,null)\n${rows.join('\n')}\n`,
  );
  writeFileSync(join(dir, 'db/version'), 'table_name(string) table_version(int)\nsubscriber:7\nlocation:9\n');
  copyFileSync(deployed, join(dir, 'belwacht.cfg'));
  writeFileSync(join(dir, 'kamailio.cfg'), config());
  execFileSync('kamailio', ['-c', '-f', join(dir, 'kamailio.cfg')], { stdio: 'pipe' });
  control = new KamailioControl({ id: 'sbc', url: `http://127.0.0.1:${port}/RPC`, token, confirmMs: 2_000 });
  await startKamailio();
});

afterAll(async () => {
  await control?.close();
  if (child?.exitCode === null) await stopKamailio();
  for (const one of [carrier, phone, other]) await one?.close();
  if (dir) rmSync(dir, { recursive: true, force: true });
});

describe('a stop of an account', () => {
  test('abroad refuses its calls abroad and nothing else', async () => {
    expect(await statusOf(phone, abroad)).toBe(200);
    await control.act({ kind: 'stop-account', account: '100', reach: 'abroad' });
    const refused = phone.call(abroad);
    await until('refused', 32, () => refused.status);
    expect(refused.status).toBe(603);
    expect(refused.reason).toContain('cause=603');
    for (const spelling of ['+220700123', '0022-070-0123', '000220700123', '900220700123', '00220700123;x=1'])
      expect(await statusOf(phone, spelling), spelling).toBe(603);
    for (const passes of ['112', '0201234567', '+31201234567', '0031201234567', '101', '0112', '+31112', '116117'])
      expect(await statusOf(phone, passes), passes).toBe(200);
    // Another account is not touched.
    expect(await statusOf(other, abroad)).toBe(200);
    expect(carrier.answered).not.toContain('+220700123');
  });

  test('outgoing refuses all its calls but those for help', async () => {
    await control.act({ kind: 'stop-account', account: '100', reach: 'outgoing' });
    for (const number of ['0201234567', abroad, '+31201234567', '09001234567'])
      expect(await statusOf(phone, number), number).toBe(603);
    for (const number of ['112', '0112', '+31112', '0031112', '116117', '112;phone-context=x'])
      expect(await statusOf(phone, number), number).toBe(200);
    expect(await control.inForce()).toEqual([
      { kind: 'stop-account', account: '100', reach: 'abroad' },
      { kind: 'stop-account', account: '100', reach: 'outgoing' },
    ]);
    await control.undo({ kind: 'stop-account', account: '100', reach: 'outgoing' });
    expect(await statusOf(phone, '0201234567')).toBe(200);
    expect(await statusOf(phone, abroad)).toBe(603);
  });

  test('is put back after a restart that forgot it', async () => {
    await stopKamailio();
    await expect(control.inForce()).rejects.toMatchObject({ name: 'ControlError', retryable: true });
    await startKamailio();
    const wanted = { kind: 'stop-account', account: '100', reach: 'abroad' } as const;
    expect(await control.inForce()).toEqual([]);
    expect(await statusOf(phone, abroad)).toBe(200);
    await control.act(wanted);
    expect(await control.inForce()).toEqual([wanted]);
    expect(await statusOf(phone, abroad)).toBe(603);
  });

  test('is taken back at once, and once more without harm', async () => {
    await control.undo({ kind: 'stop-account', account: '100', reach: 'abroad' });
    expect(await control.inForce()).toEqual([]);
    expect(await statusOf(phone, abroad)).toBe(200);
    await control.undo({ kind: 'stop-account', account: '100', reach: 'abroad' });
  });

  test('ends by itself when Belwacht does not come back', async () => {
    const brief = new KamailioControl({ id: 'sbc', url: `http://127.0.0.1:${port}/RPC`, token, leaseS: 1 });
    await brief.act({ kind: 'stop-account', account: '100', reach: 'abroad' });
    expect(await statusOf(phone, abroad)).toBe(603);
    await until('it ended', 10, async () => (await statusOf(phone, abroad)) === 200);
  });

  test('never touches an emergency number of any country', async () => {
    await control.act({ kind: 'stop-account', account: '100', reach: 'outgoing' });
    await control.act({ kind: 'stop-account', account: '100', reach: 'abroad' });
    const numbers = [...emergencyNumbers('')].flatMap((number) => [number, `0${number}`, `00${number}`, `+${number}`]);
    numbers.push(...[...emergencyNumbers('NL')].flatMap((number) => [`+31${number}`, `0031${number}`, `9${number}`]));
    const refused: string[] = [];
    for (let i = 0; i < numbers.length; i += 16) {
      const some = numbers.slice(i, i + 16);
      const statuses = await Promise.all(some.map((number) => statusOf(phone, number)));
      refused.push(...some.filter((_, at) => statuses[at] !== 200));
    }
    expect(numbers.length).toBeGreaterThan(500);
    expect(refused).toEqual([]);
    await control.undo({ kind: 'stop-account', account: '100', reach: 'outgoing' });
    await control.undo({ kind: 'stop-account', account: '100', reach: 'abroad' });
  });

  test('takes any name as a name', async () => {
    for (const account of ['a b', 'x[0]', "o'brien@pbx.example", '"}],"id":9', '$var(x)', '=>', 'Ünal', '123']) {
      const stop = { kind: 'stop-account', account, reach: 'abroad' } as const;
      await control.act(stop);
      expect(await control.inForce()).toEqual([stop]);
      await control.undo(stop);
    }
    for (const account of ['', 'a\nb', 'a\0', 'x'.repeat(129)])
      await expect(control.act({ kind: 'stop-account', account, reach: 'abroad' })).rejects.toMatchObject({
        retryable: false,
      });
  });
});

describe('a running call', () => {
  test('is hung up on both sides', async () => {
    const call = phone.call('0201234567');
    await until('answered', 32, () => call.status === 200);
    const untouched = other.call('0201234567');
    await until('answered', 32, () => untouched.status === 200);
    await control.act({ kind: 'hang-up', callId: call.callId });
    await until('the caller hears it', 32, () => call.isHungUp);
    await until('the called hears it', 32, () => carrier.ended.includes(call.callId));
    expect(untouched.isHungUp).toBe(false);
    await control.act({ kind: 'hang-up', callId: call.callId });
  });

  test('is found by Call-ID and tags as records of acc have them', async () => {
    const call = phone.call('0201234567');
    await until('answered', 32, () => call.status === 200);
    await control.act({ kind: 'hang-up', callId: `${call.callId};${call.callId.slice(0, 6)};far` });
    await until('it hears it', 32, () => call.isHungUp);
  });

  test('is cancelled while it rings', async () => {
    carrier.behaviour = 'ring';
    const call = phone.call('0201234567');
    await until('rings', 32, () => call.isRinging);
    await control.act({ kind: 'hang-up', callId: call.callId });
    await until('it ended', 32, () => call.status === 487 && carrier.ended.includes(call.callId));
    carrier.behaviour = 'answer';
  });
});

describe('a registration', () => {
  test('is dropped', async () => {
    const rpc = { url: `http://127.0.0.1:${port}/RPC`, token };
    expect(await phone.register()).toBe(200);
    expect(JSON.stringify(await callKamailio(rpc, 'ul.lookup', ['location', '100']))).toContain(String(phone.port));
    await control.act({ kind: 'drop-registration', account: '100' });
    await control.act({ kind: 'drop-registration', account: '100' });
    await expect(control.undo({ kind: 'drop-registration', account: '100' })).rejects.toMatchObject({
      retryable: false,
    });
  });
});

describe('trouble', () => {
  const act = { kind: 'stop-account', account: '100', reach: 'abroad' } as const;

  test('a wrong token is told without it', async () => {
    const wrong = new KamailioControl({ id: 'sbc', url: `http://127.0.0.1:${port}/RPC`, token: 'Verkeerd-77' });
    const error = await wrong.act(act).catch((reason: Error) => reason);
    expect(error).toMatchObject({ name: 'ControlError', retryable: false });
    expect((error as Error).message).toContain('token');
    expect(`${(error as Error).stack}${JSON.stringify(error)}`).not.toContain('Verkeerd-77');
  });

  test('a table that is not there is told', async () => {
    const wrong = new KamailioControl({ id: 'sbc', url: `http://127.0.0.1:${port}/RPC`, token, table: 'another' });
    await expect(wrong.act(act)).rejects.toMatchObject({ retryable: false });
    await expect(wrong.inForce()).rejects.toMatchObject({ retryable: false });
    await expect(wrong.undo(act)).rejects.toMatchObject({ retryable: false });
  });

  test('another address of it is told', async () => {
    const wrong = new KamailioControl({ id: 'sbc', url: `http://127.0.0.1:${port}/other`, token });
    await expect(wrong.inForce()).rejects.toMatchObject({ retryable: false });
    expect(() => new KamailioControl({ id: 'sbc', url: 'ftp://127.0.0.1/' })).toThrow(RangeError);
  });

  test('an answer without an end is not waited for, and one that is too long not taken', async () => {
    const server = createHttp((_, response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(1024 * 1024, 'x');
      const more = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/RPC`;
    await expect(new KamailioControl({ id: 'sbc', url }).inForce()).rejects.toMatchObject({
      message: expect.stringContaining('more than'),
    });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const sockets: Socket[] = [];
    const silent = createServer((socket) => {
      sockets.push(socket.on('error', () => {}));
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const waits = new KamailioControl({
      id: 'sbc',
      url: `http://127.0.0.1:${(silent.address() as { port: number }).port}/RPC`,
      timeoutMs: 200,
    });
    await expect(waits.inForce()).rejects.toMatchObject({ retryable: true });
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  });
});
