import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decision } from '../src/core/decision.ts';
import { NftSession } from '../src/enforce/enforcers/nftables/nft.ts';
import { NftablesEnforcer } from '../src/enforce/enforcers/nftables/nftables-enforcer.ts';
import { NftAsk } from '../src/enforce/geo/kernel/nft-ask.ts';
import type { LabHost } from './lab/network.ts';
import { LabNetwork } from './lab/network.ts';
import { until } from './lab/until.ts';

/*
 * The nftables enforcer against a real kernel: addresses of hosts in network namespaces are blocked, and whether packets
 * arrive decides.
 */

let network: LabNetwork;
let attacker: LabHost;
let phone: LabHost;
let enforcer: NftablesEnforcer;
const table = 'bwtest';

function block(value: string, seconds = 600, id = value): Decision {
  const from = Date.now();
  return {
    id,
    tenant: 'bakery',
    action: 'block',
    scope: value.includes('/') ? 'range' : 'ip',
    value,
    from,
    until: from + seconds * 1000,
    reason: { nl: '', en: '' },
    author: 'rule:r',
    alert: 'a',
    rule: 'r',
    offence: 1,
    state: 'asked',
    guards: [],
  };
}

async function nft(...args: string[]): Promise<string> {
  const { code, out, err } = await network.run(network.server, 'nft', args);
  if (code !== 0) throw new Error(err);
  return out;
}

async function elements(set: string): Promise<string> {
  return (await nft('list', 'set', 'inet', table, set)).replace(/\s+/g, ' ');
}

beforeAll(async () => {
  network = new LabNetwork('nft');
  attacker = network.host('203.0.113.66');
  phone = network.host('203.0.113.20');
  // Somebody else's rules on the same machine: accepting what is established, before and after ours.
  await nft('add', 'table', 'inet', 'theirs');
  await nft('add chain inet theirs input { type filter hook input priority -350; policy accept; }');
  await nft('add', 'rule', 'inet', 'theirs', 'input', 'ct', 'state', 'established', 'accept');
  await nft('add set inet theirs kept { type ipv4_addr; elements = { 203.0.113.200 } }');
  enforcer = new NftablesEnforcer({ id: 'kernel', table, netns: network.server.namespace }, Date.now);
});

afterAll(async () => {
  await enforcer?.stop(true);
  await network?.close();
});

describe('the kernel', () => {
  it('drops what is blocked and nothing else, over IPv4 and IPv6, until it is lifted', async () => {
    expect(await network.reaches(attacker)).toBe(true);
    const decisions = [block(attacker.ip4), block(attacker.ip6)];
    expect((await enforcer.apply(decisions, [])).map(({ state, error }) => state + error)).toEqual([
      'in-force',
      'in-force',
    ]);
    expect(await network.reaches(attacker)).toBe(false);
    expect(await network.reaches(attacker, network.server.ip6)).toBe(false);
    expect(await network.reaches(phone)).toBe(true);
    expect(await network.reaches(phone, network.server.ip6)).toBe(true);
    expect((await enforcer.apply([], decisions)).map(({ state }) => state)).toEqual(['lifted', 'lifted']);
    expect(await network.reaches(attacker)).toBe(true);
    // Neighbour discovery (RFC 4861) of a host on the same link was dropped as well and takes its time to look again.
    await until('IPv6 to be back', 15, () => network.reaches(attacker, network.server.ip6));
  });

  it('cuts a connection that was established before', async () => {
    const flow = new Flow(attacker);
    try {
      await flow.arrives();
      await enforcer.apply([block(attacker.ip4)], []);
      const count = await flow.settled();
      await flow.sends(10);
      expect(flow.received).toBe(count);
      await enforcer.apply([], [block(attacker.ip4)]);
    } finally {
      await flow.close();
    }
  });

  it('ends a block by itself, also when nobody is there any more', async () => {
    const other = new NftablesEnforcer({ id: 'gone', table, netns: network.server.namespace }, Date.now);
    await other.apply([block(attacker.ip4, 2)], []);
    await other.stop(false);
    expect(await network.reaches(attacker)).toBe(false);
    await until('the end of the block', 5, () => network.reaches(attacker));
    expect(await elements('block4')).not.toContain(attacker.ip4);
  });

  it('takes over a new end for an address it has, shorter or longer', async () => {
    await enforcer.apply([block(attacker.ip4, 600, 'first')], []);
    await enforcer.apply([block(attacker.ip4, 7200, 'second')], []);
    expect(await elements('block4')).toMatch(/203\.0\.113\.66 timeout (2h|1h59m)/);
    // One of two decisions goes: the other keeps it blocked, until its own end.
    await enforcer.apply([], [block(attacker.ip4, 7200, 'second')]);
    expect(await elements('block4')).toMatch(/203\.0\.113\.66 timeout (10m|9m5\ds)/);
    expect(await network.reaches(attacker)).toBe(false);
    await enforcer.apply([], [block(attacker.ip4, 600, 'first')]);
    expect(await network.reaches(attacker)).toBe(true);
  });

  it('drops ranges that lie in each other', async () => {
    const wide = block('203.0.113.64/26', 600);
    const narrow = block('203.0.113.66/31', 1200);
    await enforcer.apply([wide, narrow, block('2001:db8:113::/64')], []);
    expect(await network.reaches(attacker)).toBe(false);
    expect(await network.reaches(phone)).toBe(true);
    await enforcer.apply([], [wide]);
    expect(await network.reaches(attacker)).toBe(false);
    await enforcer.apply([], [narrow, block('2001:db8:113::/64')]);
    expect(await network.reaches(attacker)).toBe(true);
  });
});

describe('many at once', () => {
  it('go in one transaction, and calls of the same moment share it', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => block(`198.18.${i >> 8}.${i & 255}`));
    const before = performance.now();
    const reports = (await Promise.all(many.map((decision) => enforcer.apply([decision], [])))).flat();
    const took = performance.now() - before;
    expect(reports.filter(({ state }) => state === 'in-force')).toHaveLength(1000);
    expect((await elements('block4')).match(/198\.18\.\d+\.\d+/g)).toHaveLength(1000);
    // A thousand transactions would take ten times this.
    expect(took).toBeLessThan(1500);
    await enforcer.apply([], many);
    expect(await elements('block4')).not.toContain('198.18.');
  });

  it('refuse one bad value without harm to the others', async () => {
    const bad = { ...block('203.0.113.1; flush ruleset'), value: '203.0.113.1 }; flush ruleset; #' };
    const reports = await enforcer.apply([bad, block(attacker.ip4), block('203.0.113.2', -5)], []);
    expect(reports.map(({ state }) => state)).toEqual(['failed', 'in-force', 'failed']);
    expect(reports[2].error).toContain('ended before');
    expect(await network.reaches(attacker)).toBe(false);
    await enforcer.apply([], [block(attacker.ip4)]);
  });
});

describe('reconciliation', () => {
  it('adds what is missing, removes strangers, mends ends, and leaves other tables alone', async () => {
    const theirs = await nft('list', 'table', 'inet', 'theirs');
    const decisions = [block(attacker.ip4), block('203.0.113.90'), block('203.0.113.91', 600), block('198.18.9.0/24')];
    await enforcer.apply(decisions, []);
    await nft('delete', 'element', 'inet', table, 'block4', '{', attacker.ip4, '}');
    await nft('add', 'element', 'inet', table, 'block4', '{', phone.ip4, '}');
    await nft('flush', 'set', 'inet', table, 'range4');
    await nft('delete', 'element', 'inet', table, 'block4', '{', '203.0.113.91', '}');
    await nft('add', 'element', 'inet', table, 'block4', '{', '203.0.113.91', 'timeout', '10h', '}');
    expect(await network.reaches(attacker)).toBe(true);
    expect(await network.reaches(phone)).toBe(false);

    const reports = await enforcer.reconcile(decisions);
    expect(reports.map(({ decision, state }) => `${decision} ${state}`).sort()).toEqual([
      `198.18.9.0/24 in-force`,
      '203.0.113.66 in-force',
      '203.0.113.91 in-force',
      `stranger:${phone.ip4} lifted`,
    ]);
    expect(await network.reaches(attacker)).toBe(false);
    expect(await network.reaches(phone)).toBe(true);
    expect(await elements('block4')).toMatch(/203\.0\.113\.91 timeout (10m|9m5\ds)/);
    expect(await elements('range4')).toContain('198.18.9.0/24');
    expect(await enforcer.reconcile(decisions)).toEqual([]);
    expect(await nft('list', 'table', 'inet', 'theirs')).toBe(theirs);
  });

  it('puts everything back when somebody emptied the ruleset, at once when the next block comes', async () => {
    const decisions = [block(attacker.ip4), block('203.0.113.90')];
    await enforcer.reconcile(decisions);
    const theirs = await nft('list', 'table', 'inet', 'theirs');
    await nft('delete', 'table', 'inet', table);
    expect(await network.reaches(attacker)).toBe(true);
    expect(await enforcer.apply([block('203.0.113.99')], [])).toMatchObject([{ state: 'in-force' }]);
    expect(await network.reaches(attacker)).toBe(false);
    await nft('flush', 'chain', 'inet', table, 'prerouting');
    expect(await network.reaches(attacker)).toBe(true);
    await enforcer.reconcile([...decisions, block('203.0.113.99')]);
    expect(await network.reaches(attacker)).toBe(false);
    await nft('delete', 'table', 'inet', table);
    await enforcer.reconcile(decisions);
    expect(await network.reaches(attacker)).toBe(false);
    expect(await nft('list', 'table', 'inet', 'theirs')).toBe(theirs);
  });

  it('takes over after a restart without a gap', async () => {
    const decisions = [block(attacker.ip4), block('203.0.113.90')];
    await enforcer.reconcile(decisions);
    const next = new NftablesEnforcer({ id: 'next', table, netns: network.server.namespace }, Date.now);
    expect(await next.reconcile(decisions)).toEqual([]);
    await next.apply([block('203.0.113.92')], []);
    expect((await elements('block4')).match(/203\.0\.113\.\d+/g)).toHaveLength(3);
    expect(await next.reconcile([])).toHaveLength(3);
    expect(await network.reaches(attacker)).toBe(true);
    await next.stop(false);
  });
});

describe('a long conversation with nft', () => {
  /** Processes of nft in the namespace, as one text. */
  const talking = async () => {
    const { out } = await network.run(network.server, 'ip', ['netns', 'pids', network.server.namespace]);
    const named = await Promise.all(
      out.split('\n').map(async (pid) => [pid, await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')]),
    );
    return named.flatMap(([pid, name]) => (name === 'nft\n' ? [pid] : [])).join();
  };
  const home = process.env.HOME;
  let empty: string;

  beforeAll(async () => {
    empty = await mkdtemp(join(tmpdir(), 'belwacht-home-'));
    process.env.HOME = empty;
    await nft('add table inet talk; add set inet talk said { type ipv4_addr; }');
  });

  afterAll(async () => {
    process.env.HOME = home;
    await rm(empty, { recursive: true });
    await nft('delete table inet talk');
  });

  it('is begun anew before nft remembers too much, nothing is lost, and nothing is written down', async () => {
    const session = new NftSession(network.server.namespace, 6);
    const seen = new Set<string>();
    for (let i = 1; i <= 10; i++) {
      const address = `198.51.100.${i}`;
      const add = [`add element inet talk said { ${address} }`];
      const answer = await session.run(add, 'list set inet talk said', new RegExp(`${address}[ ,]`));
      expect(answer, address).toContain(address);
      seen.add(await talking());
    }
    session.close();
    // Three transactions of two lines each.
    expect(seen.size).toBe(4);
    expect((await nft('list set inet talk said')).match(/198\.51/g)).toHaveLength(10);
    expect(await readdir(empty)).toEqual([]);
  });

  it('for lists takes lists alone, reads what is there now, and goes on after it was begun anew', async () => {
    const lists = new NftAsk(network.server.namespace, 'list', 4);
    for (const text of ['flush ruleset', 'list set inet talk said; flush ruleset', 'list ruleset'])
      expect(() => lists.ask(text), text).toThrow(RangeError);
    for (let i = 20; i < 25; i++) {
      await nft(`add element inet talk said { 198.51.100.${i} }`);
      expect((await lists.ask('list set inet talk said')).out).toContain(`198.51.100.${i}`);
    }
    expect(await lists.ask('list set inet talk nobody')).toMatchObject({
      complaint: expect.stringContaining('No such'),
    });
    lists.close();
    expect(await readdir(empty)).toEqual([]);
  });
});

describe('trouble', () => {
  it('is told in words, and passes', async () => {
    const nowhere = new NftablesEnforcer({ id: 'x', table, netns: `nowhere${process.pid}` }, Date.now);
    const [report] = await nowhere.apply([block(attacker.ip4)], []);
    expect(report).toMatchObject({ state: 'failed', error: expect.stringContaining('network namespace') });
    expect(nowhere.health().ok).toBe(false);
    await nowhere.stop(false);
  });

  it('without the right to change the kernel says what to do', async () => {
    const path = new URL('../src/enforce/enforcers/nftables/nft.ts', import.meta.url).pathname;
    const script = `import(${JSON.stringify(path)}).then((m) => m.runNft('', ['list', 'tables'], '')).catch((e) => console.log(e.message))`;
    const { out } = await network.run(network.server, 'setpriv', [
      '--bounding-set=-net_admin',
      '--inh-caps=-net_admin',
      process.execPath,
      '-e',
      script,
    ]);
    expect(out).toContain('CAP_NET_ADMIN');
  });
});

describe('removal', () => {
  it('takes our table away and nothing else', async () => {
    await enforcer.apply([block(attacker.ip4)], []);
    const theirs = await nft('list', 'table', 'inet', 'theirs');
    await enforcer.stop(true);
    expect(await nft('list', 'tables')).toBe('table inet theirs\n');
    expect(await nft('list', 'table', 'inet', 'theirs')).toBe(theirs);
    expect(await network.reaches(attacker)).toBe(true);
  });
});

/** A TCP connection from a host to the server's machine over which the host sends a byte every 20 ms. */
class Flow {
  received = 0;
  sent = 0;
  readonly #sender;
  readonly #receiver;

  constructor(host: LabHost) {
    const run = (namespace: string, code: string) =>
      spawn('ip', ['netns', 'exec', namespace, process.execPath, '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    const server = `require('net').createServer((s) => { s.on('error', () => {}); s.on('data', (d) => process.stdout.write(d)); }).listen(7000, '${network.server.ip4}')`;
    const client = `const go = () => { const s = require('net').connect(7000, '${network.server.ip4}', () => setInterval(() => { s.write('x'); process.stdout.write('x'); }, 20)); s.on('error', () => setTimeout(go, 100)); }; go();`;
    this.#receiver = run(network.server.namespace, server);
    this.#sender = run(host.namespace, client);
    this.#receiver.stdout.on('data', (data: Buffer) => {
      this.received += data.length;
    });
    this.#sender.stdout.on('data', (data: Buffer) => {
      this.sent += data.length;
    });
  }

  async arrives(): Promise<void> {
    await until('bytes over the connection', 10, () => this.received > 5);
  }

  /** Number of bytes received, once what was under way before the block has come out. */
  async settled(): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, 200));
    return this.received;
  }

  async sends(count: number): Promise<void> {
    const goal = this.sent + count;
    await until('the sender to go on', 10, () => this.sent >= goal);
  }

  async close(): Promise<void> {
    for (const child of [this.#sender, this.#receiver]) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
  }
}
