import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttp, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GeoFormatName } from '../src/core/geo/geo-format-names.ts';
import type { GeoClass } from '../src/core/geo/geo-world.ts';
import type { LaneAct } from '../src/core/geo/lane-plan.ts';
import { readAddress } from '../src/core/ip.ts';
import { emergencyNumbers } from '../src/core/phone/emergency.ts';
import { callKamailio } from '../src/enforce/calls/kamailio/kamailio-rpc.ts';
import { type GeoFileSource, renderGeoFile } from '../src/enforce/geo/files/geo-files.ts';
import { smallSource, smallWorld } from '../src/enforce/geo/files/testing/small-world.ts';
import { KamailioGeo } from '../src/enforce/geo/kamailio/kamailio-geo.ts';
import { openPackagedDatabase } from '../src/enrich/enrichers/geo/packaged-database.ts';
import { makeWorld } from '../src/enrich/enrichers/geo/world.ts';
import { startAsterisk } from './lab/asterisk.ts';
import { freePort } from './lab/free-port.ts';
import { LabNetwork } from './lab/network.ts';
import { until } from './lab/until.ts';

/*
 * Files from policy in the programs that load them: Kamailio, nginx and HAProxy on loopback, where every address of 127/8 is
 * one to come from, and Asterisk in a network of its own.
 */
const deployed = (path: string) => fileURLToPath(new URL(`../deploy/${path}`, import.meta.url));
const now = Date.now();
const limit = { per: 'registrations', count: 3, concurrent: 0, mfa: false } as const;
const home = '127.0.0.11';
const refused = '127.0.0.12';
const limited = '127.0.0.13';
const stranger = '127.0.0.14';
/** Countries as if loopback were the internet. */
const small = smallWorld({
  [`${home}/32`]: { country: 'NL' },
  [`${refused}/32`]: { country: 'RU' },
  [`${limited}/32`]: { country: 'US' },
});
const actOf = ({ country }: GeoClass): Partial<LaneAct> | undefined =>
  country === 'RU' ? { verdict: 'refuse' } : country === 'US' ? { verdict: 'limit', limit } : undefined;
const open = smallSource(small, actOf);
const shut = smallSource(small, (one) => (one.country === 'NL' ? undefined : (actOf(one) ?? { verdict: 'refuse' })));

let dir: string;
const children: ChildProcess[] = [];

async function write(path: string, name: GeoFormatName, source: GeoFileSource): Promise<void> {
  writeFileSync(path, Buffer.concat([...(await renderGeoFile(name, source, now)).chunks]));
}

function start(command: string, args: readonly string[], log: string): ChildProcess {
  const file = openSync(join(dir, log), 'a');
  const child = spawn(command, args, { stdio: ['ignore', file, file] });
  children.push(child);
  return child;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

/** Status that a web server gives to one of these addresses; 0 when it takes no connection. */
function statusFrom(localAddress: string, port: number): Promise<number> {
  return new Promise((resolve) => {
    const request = httpRequest({ host: '127.0.0.1', port, localAddress, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', () => resolve(0));
    request.end();
  });
}

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-geo-'));
  chmodSync(dir, 0o755);
});

afterAll(async () => {
  for (const child of children) await stopped(child);
  if (dir) rmSync(dir, { recursive: true, force: true });
});

describe('nginx', () => {
  test('loads the file, refuses and limits by it, and takes another one over', async () => {
    const port = await freePort();
    const place = join(dir, 'nginx');
    mkdirSync(place);
    const file = join(place, 'belwacht-geo.conf');
    await write(file, 'nginx.conf', open);
    const config = join(place, 'nginx.conf');
    writeFileSync(
      config,
      `pid ${place}/pid; error_log ${place}/error.log; daemon off; master_process on;
events {}
http {
  access_log off; client_body_temp_path ${place}/a; proxy_temp_path ${place}/b; fastcgi_temp_path ${place}/c;
  uwsgi_temp_path ${place}/d; scgi_temp_path ${place}/e;
  include ${file};
  map $belwacht_registration $limited { limit $binary_remote_addr; default ""; }
  limit_req_zone $limited zone=belwacht:1m rate=1r/m;
  server {
    listen 127.0.0.1:${port};
    limit_req zone=belwacht burst=2 nodelay;
    limit_req_status 429;
    if ($belwacht_registration = refuse) { return 403; }
    location / { try_files /none =204; }
  }
}`,
    );
    execFileSync('nginx', ['-t', '-q', '-c', config]);
    const child = start('nginx', ['-c', config], 'nginx.log');
    await until('nginx answers', 10, async () => (await statusFrom(home, port)) === 204);
    expect(await statusFrom(refused, port)).toBe(403);
    expect(await statusFrom(stranger, port)).toBe(204);
    const some = [];
    for (let i = 0; i < 4; i++) some.push(await statusFrom(limited, port));
    expect(some).toEqual([204, 204, 204, 429]);
    await write(file, 'nginx.conf', shut);
    child.kill('SIGHUP');
    await until('the other file holds', 10, async () => (await statusFrom(stranger, port)) === 403);
    expect(await statusFrom(home, port)).toBe(204);
  });
});

describe('HAProxy', () => {
  test('loads the file and refuses by it', async () => {
    const port = await freePort();
    const file = join(dir, 'belwacht-geo.map');
    await write(file, 'haproxy.map', shut);
    const config = join(dir, 'haproxy.cfg');
    writeFileSync(
      config,
      `defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend web
  bind 127.0.0.1:${port}
  http-request deny deny_status 403 if { src,map_ip(${file},allow) -m str refuse }
  http-request return status 429 if { src,map_ip(${file},allow) -m str limit }
  http-request return status 204
`,
    );
    execFileSync('haproxy', ['-c', '-q', '-f', config]);
    start('haproxy', ['-db', '-f', config], 'haproxy.log');
    await until('HAProxy answers', 10, async () => (await statusFrom(home, port)) === 204);
    expect(await statusFrom(refused, port)).toBe(403);
    expect(await statusFrom(stranger, port)).toBe(403);
    expect(await statusFrom(limited, port)).toBe(429);
  });
});

describe('FreeSWITCH', () => {
  test('gets well-formed XML with a list of its own', async () => {
    const file = join(dir, 'belwacht-geo.xml');
    await write(file, 'freeswitch.xml', shut);
    const said = execFileSync('python3', [
      '-c',
      `import xml.etree.ElementTree as E,sys
root = E.parse(sys.argv[1]).getroot()
list = root.find('list')
print(root.tag, list.get('name'), list.get('default'), [(n.get('type'), n.get('cidr')) for n in list][:3])`,
      file,
    ]);
    expect(said.toString().trim()).toBe(
      `include belwacht_registration allow [('deny', '0.0.0.0/0'), ('deny', '::/0'), ('allow', '${home}/32')]`,
    );
  });
});

describe('Kamailio', () => {
  const token = 'violet-kettle-of-the-test';
  let port: number;
  let child: ChildProcess;
  let place: string;
  let table: string;
  let geo: KamailioGeo;

  /** Status of a request from an address, 0 for no answer. */
  const ask = async (from: string, method: string, number = '100') =>
    Number((await answerTo(from, method, number)).split(' ')[1] ?? 0);

  /** First line of the answer, '' for none. */
  const answerTo = (from: string, method: string, number: string, where = '') =>
    new Promise<string>((resolve, reject) => {
      const host = from.includes(':') ? '[::1]' : '127.0.0.1';
      const family = from.includes(':') ? 'udp6' : 'udp4';
      const socket = createSocket(family);
      const done = (line: string) => {
        clearTimeout(patience);
        socket.close();
        resolve(line);
      };
      const patience = setTimeout(() => done(''), 3000);
      socket.on('error', reject);
      socket.on('message', (data) => {
        const [line] = data.toString('latin1').split('\r\n');
        if (!line!.startsWith('SIP/2.0 1')) done(line!);
      });
      socket.bind(0, from, () => {
        const own = `${family === 'udp6' ? `[${from}]` : from}:${socket.address().port}`;
        const uri = number.startsWith('urn:') ? number : `sip:${number}@${host}:${port}`;
        const branch = Math.random().toString(36).slice(2);
        const lines = [
          `${method} ${uri} SIP/2.0`,
          `Via: SIP/2.0/UDP ${own};branch=z9hG4bK${branch}`,
          `From: <sip:100@phone.example>;tag=${branch}`,
          `To: <${uri}>`,
          `Call-ID: ${branch}`,
          `CSeq: 1 ${method}`,
          `Contact: <sip:100@${own}>`,
          'Max-Forwards: 70',
          ...(where === '' ? [] : [`X-Where: ${where}`]),
          'Content-Length: 0',
        ];
        socket.send(`${lines.join('\r\n')}\r\n\r\n`, port, host.replace(/[[\]]/g, ''));
      });
    });

  beforeAll(async () => {
    port = await freePort();
    place = join(dir, 'kamailio');
    mkdirSync(join(place, 'db'), { recursive: true });
    mkdirSync(join(place, 'run'));
    table = join(place, 'db/belwachtgeo');
    const modules = readdirSync('/usr/lib')
      .map((entry) => join('/usr/lib', entry, 'kamailio/modules'))
      .find((path) => existsSync(join(path, 'mtree.so')));
    if (!modules) throw new Error('Kamailio is not installed; run scripts/install-test-packages.sh');
    const snippet = readFileSync(deployed('kamailio/belwacht-geo.cfg'), 'utf8');
    writeFileSync(
      join(place, 'belwacht-geo.cfg'),
      snippet.replace('!BW_GEO_DIR!/etc/kamailio/belwacht!', `!BW_GEO_DIR!${place}/db!`),
    );
    writeFileSync(
      join(place, 'kamailio.cfg'),
      `#!KAMAILIO
debug=2
log_stderror=yes
children=2
tcp_children=2
auto_aliases=no
tcp_accept_no_cl=yes
mpath="${modules}/"
listen=udp:127.0.0.1:${port}
listen=udp:[::1]:${port}
listen=tcp:127.0.0.1:${port}
${['kex', 'corex', 'tm', 'sl', 'pv', 'textops', 'siputils', 'xlog', 'htable', 'db_text', 'mtree', 'jsonrpcs', 'xhttp']
  .map((name) => `loadmodule "${name}.so"`)
  .join('\n')}
modparam("jsonrpcs","transport",1)
include_file "belwacht-geo.cfg"
request_route {
  if (is_method("OPTIONS")) {
    $var(bw_from) = $hdr(X-Where);
    route(BELWACHT_PLACE);
    sl_send_reply("200","$var(bw_place)");
    exit;
  }
  route(BELWACHT_GEO);
  sl_send_reply("200","OK");
}
event_route[xhttp:request] {
  if ($hdr(Authorization) != "Bearer ${token}") { xhttp_reply("403", "Forbidden", "text/plain", "no\\n"); exit; }
  jsonrpc_dispatch();
}
`,
    );
    await write(table, 'kamailio.db', open);
    const args = ['-DD', '-E', '-f', join(place, 'kamailio.cfg'), '-m', '512', '-M', '384', '-Y', join(place, 'run')];
    execFileSync('kamailio', ['-c', ...args.slice(2)], { stdio: 'pipe' });
    child = start('kamailio', args, 'kamailio.log');
    const rpc = { url: `http://127.0.0.1:${port}/RPC`, token };
    geo = new KamailioGeo({ ...rpc, file: table });
    await until('Kamailio answers', 20, async () => {
      if (child.exitCode !== null) throw new Error(readFileSync(join(dir, 'kamailio.log'), 'utf8').slice(-2000));
      return callKamailio(rpc, 'mtree.summary');
    });
  });

  test('answers an allowed phone, refuses a refused one, and limits to the request', async () => {
    expect(await ask(home, 'REGISTER')).toBe(200);
    expect(await ask(stranger, 'REGISTER')).toBe(200);
    expect(await ask(refused, 'REGISTER')).toBe(403);
    expect(await ask(refused, 'INVITE', '31201234567')).toBe(403);
    const some = [];
    for (let i = 0; i < 5; i++) some.push(await ask(limited, 'REGISTER'));
    expect(some).toEqual([200, 200, 200, 503, 503]);
  });

  test('lets calls for help pass from everywhere', async () => {
    const numbers = [...emergencyNumbers('')].flatMap((number) => [number, `0${number}`]);
    numbers.push('+31112', '0031112', '112;phone-context=x', 'urn:service:sos', 'urn:service:sos.fire');
    const missed: string[] = [];
    for (let i = 0; i < numbers.length; i += 16) {
      const some = numbers.slice(i, i + 16);
      const statuses = await Promise.all(some.map((number) => ask(refused, 'INVITE', number)));
      missed.push(...some.filter((_, at) => statuses[at] !== 200));
    }
    expect(missed).toEqual([]);
    expect(await ask(refused, 'REGISTER', '112')).toBe(403);
  });

  test('has another table read while it runs, and says when it is the same already', async () => {
    expect(await geo.apply(shut, now)).toMatchObject({ changed: true });
    expect(await ask(stranger, 'REGISTER')).toBe(403);
    expect(await ask(home, 'REGISTER')).toBe(200);
    expect(await geo.apply(shut, now)).toMatchObject({ changed: false });
    // IPv6: everybody but NL is refused.
    expect(await ask('::1', 'REGISTER')).toBe(403);
    await geo.apply(
      smallSource(smallWorld({ '::1/128': { country: 'NL' } }), ({ country }) =>
        country ? undefined : { verdict: 'refuse' },
      ),
      now,
    );
    expect(await ask('::1', 'REGISTER')).toBe(200);
    expect(await ask(home, 'REGISTER')).toBe(403);
  });

  test('keeps what it had, in memory and on the disk, when a table cannot be read', async () => {
    await geo.apply(open, now);
    const before = readFileSync(table, 'utf8');
    const broken = smallSource(small, () => ({ verdict: 'refuse' }));
    const elsewhere = new KamailioGeo({ url: `http://127.0.0.1:${port}/RPC`, token, file: table, tree: 'another' });
    await expect(elsewhere.apply(broken, now)).rejects.toMatchObject({ name: 'KamailioRpcError' });
    expect(readFileSync(table, 'utf8')).toBe(before);
    expect(await ask(home, 'REGISTER')).toBe(200);
    expect(await ask(refused, 'REGISTER')).toBe(403);
    expect(await geo.apply(open, now)).toMatchObject({ changed: false });
  });

  test('knows every way in which an address of IPv6 is written', async () => {
    const written = [
      '::1',
      '::',
      '2001:db8::',
      '2001:db8::1',
      '2001:db8:1:2:3:4:5:6',
      'a:0:b::c',
      '1::2:3:4:5:6:7',
      '::2:3:4:5:6:7:8',
    ];
    written.push('2001:db8:0:0:1::', 'fe80::1234:5678:9abc:def0');
    const places: string[] = [];
    for (const address of written) places.push((await answerTo(home, 'OPTIONS', '100', address)).split(' ')[2]!);
    expect(places).toEqual(written.map((address) => `6${readAddress(address)!.bits.toString(16).padStart(32, '0')}`));
  });

  test('holds the whole world', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'belwacht-geo-data-'));
    try {
      const ranges = [home, refused, limited, stranger];
      const world = makeWorld(
        openPackagedDatabase(cache, () => {}),
        { ranges, asNumbers: [] },
      );
      const near = new Set(['NL', 'BE', 'DE']);
      const wide = smallSource(world, (one) => {
        const named = one.ranges.map((range) => world.ranges[range]);
        if (named.includes(refused)) return { verdict: 'refuse' };
        if (one.special || near.has(one.country)) return undefined;
        return { verdict: 'refuse' };
      });
      const { entries, tookMs } = await geo.apply(wide, now);
      console.log(`Kamailio: ${entries} entries read and seen to be there in ${Math.round(tookMs)} ms`);
      expect(entries).toBeGreaterThan(100_000);
      expect(await ask(home, 'REGISTER')).toBe(200);
      expect(await ask(refused, 'REGISTER')).toBe(403);
      const rpc = { url: `http://127.0.0.1:${port}/RPC`, token, timeoutMs: 10_000 };
      const said = async (key: string) =>
        ((await callKamailio(rpc, 'mtree.match', ['belwachtgeo', key, 0])) as { TVALUE: string }).TVALUE;
      // 193.0.6.139 is in Amsterdam, 8.8.8.8 is not.
      expect([await said('4c100068b'), await said('408080808')]).toEqual(['allow', 'refuse']);
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  });
});

describe('Asterisk', () => {
  let network: LabNetwork | undefined;
  afterAll(() => network?.close());

  test('loads the list, refuses by it, and takes another one over', async () => {
    network = new LabNetwork('geoacl');
    const phone = network.host('203.0.113.20');
    const abroad = network.host('198.51.100.66');
    const place = join(dir, 'asterisk');
    mkdirSync(join(place, 'etc'), { recursive: true });
    const lab = smallWorld({ '203.0.113.0/24': { country: 'NL' }, '198.51.100.0/24': { country: 'RU' } });
    const list = join(place, 'etc/acl.conf');
    await write(list, 'asterisk.conf', smallSource(lab, actOf));
    const asterisk = await startAsterisk(network, place);
    const pjsip = join(place, 'etc/pjsip.conf');
    writeFileSync(pjsip, `${readFileSync(pjsip, 'utf8')}\n[belwacht]\ntype=acl\nacl=belwacht_registration\n`);
    asterisk.console('module reload acl');
    asterisk.console('module reload res_pjsip_acl.so');
    asterisk.console('module reload res_pjsip.so');
    expect(asterisk.console('acl show belwacht_registration')).toContain('198.51.100.0');
    const statusOf = async (host: typeof phone) => {
      const { out } = await network!.run(host, 'python3', ['-c', register, host.ip4], { timeoutMs: 15_000 });
      return out.trim();
    };
    await until('the list is in force', 20, async () => (await statusOf(abroad)) === '403');
    // Nobody is known by that name: any answer but this one says that it was let in.
    const isLetIn = async (host: typeof phone) => !['403', 'none'].includes(await statusOf(host));
    expect(await isLetIn(phone)).toBe(true);
    await write(
      list,
      'asterisk.conf',
      smallSource(lab, ({ country }) => (country === 'RU' ? undefined : { verdict: 'refuse' })),
    );
    asterisk.console('module reload acl');
    await until('the other list is in force', 20, async () => (await statusOf(phone)) === '403');
    expect(await isLetIn(abroad)).toBe(true);
  });
});

const register = `
import socket,sys
own=sys.argv[1]
s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.bind((own,0)); s.settimeout(4)
p=s.getsockname()[1]
s.sendto(('REGISTER sip:192.0.2.10 SIP/2.0\\r\\nVia: SIP/2.0/UDP %s:%d;branch=z9hG4bKx%d;rport\\r\\nFrom: <sip:100@192.0.2.10>;tag=1\\r\\nTo: <sip:100@192.0.2.10>\\r\\nCall-ID: %d@x\\r\\nCSeq: 1 REGISTER\\r\\nContact: <sip:100@%s:%d>\\r\\nMax-Forwards: 7\\r\\nContent-Length: 0\\r\\n\\r\\n'%(own,p,p,p,own,p)).encode(),('192.0.2.10',5060))
try: print(s.recv(4000).split(b' ')[1].decode())
except TimeoutError: print('none')
`;

describe('fetching a file', () => {
  const script = deployed('geo/belwacht-geo-fetch.sh');

  test('keeps what is there unless a whole new one is accepted', async () => {
    let answer: { status: number; body: string; etag: string; cut?: boolean } = {
      status: 200,
      body: 'one\n',
      etag: '"a"',
    };
    const asked: string[] = [];
    const server = createHttp((request, response) => {
      asked.push(String(request.headers['if-none-match'] ?? ''));
      const { status, body, etag, cut } = answer;
      if (request.headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end();
      response.writeHead(status, { etag, 'content-length': body.length });
      if (!cut) return response.end(body);
      response.write(body.slice(0, 2), () => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/lists/x/geo/nginx.conf`;
    const file = join(dir, 'fetched');
    const loads = join(dir, 'loads');
    const run = (check = 'true') =>
      new Promise<number | null>((resolve) => {
        const child = spawn('sh', [script, url, file, 'sh', '-c', `cat ${file} >> ${loads}; ${check}`], {
          stdio: 'ignore',
        });
        child.once('exit', resolve);
      });
    const seen = () => [readFileSync(file, 'utf8'), readFileSync(loads, 'utf8')];
    try {
      expect(await run()).toBe(0);
      expect(seen()).toEqual(['one\n', 'one\n']);
      expect(await run()).toBe(0);
      expect(asked[1]).toBe('"a"');
      expect(seen()).toEqual(['one\n', 'one\n']);
      answer = { status: 200, body: 'half of it', etag: '"b"', cut: true };
      expect(await run()).not.toBe(0);
      answer = { status: 503, body: '', etag: '"c"' };
      expect(await run()).not.toBe(0);
      expect(seen()).toEqual(['one\n', 'one\n']);
      answer = { status: 200, body: 'bad\n', etag: '"d"' };
      expect(await run(`! grep -q bad ${file}`)).not.toBe(0);
      expect(seen()).toEqual(['one\n', 'one\nbad\none\n']);
      answer = { status: 200, body: 'two\n', etag: '"e"' };
      expect(await run()).toBe(0);
      expect(seen()).toEqual(['two\n', 'one\nbad\none\ntwo\n']);
      expect(
        readdirSync(dir)
          .filter((name) => name.startsWith('fetched'))
          .sort(),
      ).toEqual(['fetched', 'fetched.etag', 'fetched.previous']);
      expect(spawnSync('sh', [script, url]).status).toBe(2);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
