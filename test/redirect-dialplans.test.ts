import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countryDialling } from '../src/core/phone/countries.ts';
import { emergencyNumbers } from '../src/core/phone/emergency.ts';
import { asteriskTree, type LabAsterisk, startAsterisk } from './lab/asterisk.ts';
import { LabNetwork } from './lab/network.ts';
import { until } from './lab/until.ts';

/** What deploy/sbc asks and does not ask: Kamailio's expressions, a real Asterisk, and the Lua of FreeSWITCH in a real Lua. */
const root = fileURLToPath(new URL('..', import.meta.url));
const at = (path: string) => join(root, 'deploy/sbc', path);
const dir = mkdtempSync(join(tmpdir(), 'belwacht-dialplans-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const before = ['', '0', '9', '+', '00', '000', '900', '9+', '*31#', '#31#0', '*67'];
const forHelp = [
  ...new Set(
    [...countryDialling.keys()].flatMap((country) =>
      [...emergencyNumbers(country)].flatMap((number) => before.map((prefix) => prefix + number)),
    ),
  ),
  ...['', '0', '9'].flatMap((line) =>
    ['+31', '0031', '+310', '00310'].flatMap((home) => ['112', '911', '116117'].map((help) => line + home + help)),
  ),
];
const others = [
  '0022070012345',
  '+22070012345',
  '90022070012345',
  '*31#0022070012345',
  '00881612345678',
  '+97912345678',
  '09001234567',
  '0201234567',
  '+31201234567',
  '0031112112112',
  '002201112',
  '+220911911',
];

/** Runs the stand-in of `POST /api/v1/calls/authorise`, here or in a namespace; what it was asked. */
async function standIn(start: (args: readonly string[]) => ChildProcess, host: string, port: number) {
  const asked: { url: string; token: string; body: Record<string, string> }[] = [];
  const child = start([
    join(root, 'test/lab/authorise-stand-in.ts'),
    ...[host, String(port), 'sip:stopped@192.0.2.99', 'fraudster'],
  ]);
  let lines = 0;
  createInterface({ input: child.stdout! }).on('line', (line) => {
    if (lines++ > 0) asked.push(JSON.parse(line));
  });
  await until('the stand-in to listen', 10, () => lines > 0);
  return { asked, stop: () => child.kill('SIGKILL') };
}

describe('Kamailio', () => {
  const expressions = (file: string) =>
    [...readFileSync(at(file), 'utf8').matchAll(/^#!define (BELWACHT_SHORT|BELWACHT_HELP) "(.+)"$/gm)].map(
      ([, , expression]) => new RegExp(expression),
    );

  test.each(['kamailio/belwacht.cfg', 'kamailio/belwacht-http.cfg'])('%s asks about no number for help', (file) => {
    const passes = expressions(file);
    expect(passes).toHaveLength(2);
    expect(forHelp.length).toBeGreaterThan(1000);
    for (const number of forHelp)
      expect(
        passes.some((each) => each.test(number)),
        number,
      ).toBe(true);
    for (const number of others)
      expect(
        passes.some((each) => each.test(number)),
        number,
      ).toBe(false);
  });
});

describe('FreeSWITCH', () => {
  const library = () => {
    const folders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'];
    const places = [...folders, ...folders.map((folder) => asteriskTree() + folder)];
    for (const place of places) {
      try {
        const name = readdirSync(place).find((file) => /^liblua5\.\d\.so\.\d/.test(file));
        if (name) return join(place, name);
      } catch {
        // No such folder on this machine.
      }
    }
    throw new Error('no Lua library is installed');
  };
  const script = join(dir, 'belwacht.lua');
  const port = 18_099;

  beforeAll(() => {
    const text = readFileSync(at('freeswitch/belwacht.lua'), 'utf8');
    expect(text).toContain("'/etc/freeswitch/belwacht.curl'");
    writeFileSync(script, text.replace('/etc/freeswitch/belwacht.curl', join(dir, 'belwacht.curl')));
    const settings = readFileSync(at('freeswitch/belwacht.curl'), 'utf8');
    writeFileSync(
      join(dir, 'belwacht.curl'),
      settings.replace('https://belwacht.example.nl', `http://127.0.0.1:${port}`).replace('put-the-token-here', 'tok'),
    );
  });

  /** Runs the script with channel variables; `popen` replaces that of Lua. What it did, a line each. */
  async function run(calls: readonly Record<string, string>[], popen = ''): Promise<string[]> {
    const file = join(dir, `host-${Math.random()}.lua`);
    const quoted = (text: string) =>
      `"${[...Buffer.from(text)].map((byte) => `\\${String(byte).padStart(3, '0')}`).join('')}"`;
    writeFileSync(
      file,
      `freeswitch = { consoleLog = function(level, text) print('log ' .. text) end }
${popen}
local calls = {
${calls
  .map(
    (call) =>
      `{ ${Object.entries(call)
        .map(([name, value]) => `${name} = ${quoted(value)}`)
        .join(', ')} },`,
  )
  .join('\n')}
}
local text = io.open('${script}'):read('*a')
for _, call in ipairs(calls) do
  session = {
    getVariable = function(_, name) return call[name] end,
    execute = function(_, application, data) print(application .. ' ' .. data) end,
    hangup = function(_, cause) print('hangup ' .. (cause or '')) end,
  }
  assert((loadstring or load)(text))()
  print('end')
end
io.stdout:flush()
`,
    );
    const { stdout } = await promisify(execFile)('python3', [join(root, 'test/lab/lua-host.py'), library(), file]);
    return stdout.trim().split('\n');
  }

  test('asks about no number for help, and about every other', async () => {
    const mocked = "io.popen = function(command) print('asked') return nil end";
    const did = await run(
      [...forHelp, 'urn:service:sos.fire'].map((destination_number) => ({ destination_number })),
      mocked,
    );
    expect(did.filter((line) => line !== 'end')).toEqual([]);
    expect(did).toHaveLength(forHelp.length + 1);
    const asked = await run(
      others.map((destination_number) => ({ destination_number })),
      mocked,
    );
    expect(asked.filter((line) => line === 'asked')).toHaveLength(others.length);
  });

  test('with a real curl: refused, diverted, let through, and on when there is no answer', async () => {
    const { asked, stop } = await standIn((args) => spawn(process.execPath, args), '127.0.0.1', port);
    const call = (account: string) => ({
      destination_number: '0022070012345',
      caller_id_number: `x'; touch ${join(dir, 'hacked')} #é`,
      sip_auth_username: account,
      uuid: 'u-1',
    });
    expect(await run([call('fraudster')])).toEqual([
      'set belwacht=refused',
      'respond 603 Decline',
      'hangup CALL_REJECTED',
      'end',
    ]);
    expect(asked).toEqual([
      {
        url: '/api/v1/calls/authorise?format=text',
        token: 'Bearer tok',
        body: {
          from: `x'; touch ${join(dir, 'hacked')} #é`,
          to: '0022070012345',
          account: 'fraudster',
          accountCode: '',
          address: '',
          callId: 'u-1',
        },
      },
    ]);
    expect(readdirSync(dir)).not.toContain('hacked');
    expect(await run([call('diverted')])).toEqual([
      'set belwacht=diverted',
      'bridge sofia/external/sip:stopped@192.0.2.99',
      'hangup ',
      'end',
    ]);
    expect(await run([call('customer')])).toEqual(['end']);
    const began = performance.now();
    expect(await run([call('quiet')])).toEqual(['end']);
    expect(performance.now() - began).toBeLessThan(2000);
    stop();
    expect(await run([call('fraudster')])).toEqual(['end']);
  });
});

describe('a real Asterisk', () => {
  let network: LabNetwork;
  let asterisk: LabAsterisk;
  let web: Awaited<ReturnType<typeof standIn>>;

  beforeAll(async () => {
    network = new LabNetwork('dp');
    asterisk = await startAsterisk(network, dir);
    web = await standIn((args) => network.start(network.server, process.execPath, args), '192.0.2.10', 8099);
    const text = readFileSync(at('asterisk/belwacht-ask.conf'), 'utf8');
    copyFileSync(at('asterisk/belwacht-ask.conf'), join(dir, 'etc/belwacht-ask.conf'));
    writeFileSync(
      join(dir, 'etc/belwacht-ask.conf'),
      text.replace('https://belwacht.example.nl', 'http://192.0.2.10:8099').replace('put-the-token-here', 'tok'),
    );
    // What a dial plan does: ask, then dial; here the dialling is a note.
    appendFileSync(
      join(dir, 'etc/extensions.conf'),
      `
[ask-test]
exten => _[+*#0-9].,1,Set(GLOBAL(went)=asked)
 same => n,Gosub(belwacht-ask,s,1(\${EXTEN},\${ACCOUNT},out))
 same => n,Set(GLOBAL(went)=dialled \${EXTEN})
 same => n,Hangup()
#include "belwacht-ask.conf"
`,
    );
    expect(asterisk.console('module show like func_curl')).toContain('func_curl.so');
    asterisk.console('dialplan reload');
  }, 180_000);

  afterAll(async () => {
    web?.stop();
    asterisk?.manager.close();
    asterisk?.managerTls.close();
    await network?.close();
  });

  /** Makes a call of an account to a number; whether it was dialled. */
  async function call(account: string, number: string): Promise<string> {
    asterisk.console(`dialplan set global ACCOUNT ${account}`);
    asterisk.console('dialplan set global went nothing');
    asterisk.console(`channel originate Local/${number}@ask-test application Wait 3`);
    await until('the call to be over', 10, () => {
      if (asterisk.console('dialplan show globals').includes('went=nothing')) return false;
      return asterisk.console('core show channels count').includes('0 active channels');
    });
    const [, went] = /went=(.*)/.exec(asterisk.console('dialplan show globals')) ?? [];
    return went.trim();
  }

  test('refused, let through, and on when there is no answer', async () => {
    const number = '0022070012345';
    expect(await call('fraudster', number)).toBe('asked');
    await until('the question to be seen', 5, () => web.asked.length > 0);
    expect(web.asked.at(-1)).toMatchObject({
      url: '/api/v1/calls/authorise?format=text',
      token: 'Bearer tok',
      body: { to: number, account: 'fraudster', trunk: 'out' },
    });
    expect(web.asked.at(-1)?.body.callId).toMatch(/^[\d.]+$/);
    expect(await call('customer', number)).toBe(`dialled ${number}`);
    const began = performance.now();
    expect(await call('quiet', number)).toBe(`dialled ${number}`);
    expect(performance.now() - began).toBeLessThan(2000);
    await until('three questions to be seen', 5, () => web.asked.length === 3);
    for (const help of ['112', '0112', '+31112', '0031911', '116117']) {
      expect(await call('fraudster', help)).toBe(`dialled ${help}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(web.asked).toHaveLength(3);
    web.stop();
    expect(await call('fraudster', number)).toBe(`dialled ${number}`);
  });
});
