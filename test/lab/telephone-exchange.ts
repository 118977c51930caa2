import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

/** A real Kamailio on loopback as the provider of SIP accounts: asks for a password, registers phones, passes calls on. */
export class TelephoneExchange {
  readonly port: number;
  /** Port of TLS; 0 without a certificate. */
  readonly tlsPort: number;
  readonly #child: ChildProcess;
  log = '';

  private constructor(port: number, tlsPort: number, child: ChildProcess) {
    this.port = port;
    this.tlsPort = tlsPort;
    this.#child = child;
    child.stderr?.on('data', (chunk: Buffer) => {
      this.log += chunk.toString();
    });
  }

  /** `accounts`: passwords by user. */
  static async start(
    dir: string,
    accounts: Readonly<Record<string, string>>,
    certificate?: { readonly cert: string; readonly key: string },
  ): Promise<TelephoneExchange> {
    mkdirSync(join(dir, 'db'), { recursive: true });
    mkdirSync(join(dir, 'run'), { recursive: true });
    const rows = Object.entries(accounts).map(([user, password], i) => `${i + 1}:${user}:127.0.0.1:${password}::`);
    writeFileSync(
      join(dir, 'db/subscriber'),
      `id(int,auto) username(string) domain(string) password(string) ha1(string,null) ha1b(string,null)\n${rows.join('\n')}\n`,
    );
    writeFileSync(join(dir, 'db/version'), 'table_name(string) table_version(int)\nsubscriber:7\nlocation:9\n');
    const port = await freePort();
    const tlsPort = certificate ? await freePort() : 0;
    const file = join(dir, 'kamailio.cfg');
    writeFileSync(file, config(dir, port, certificate && { ...certificate, port: tlsPort }));
    const child = spawn(
      'kamailio',
      ['-DD', '-E', '-f', file, '-m', '32', '-M', '8', '-P', join(dir, 'pid'), '-Y', join(dir, 'run')],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const exchange = new TelephoneExchange(port, tlsPort, child);
    await until('the exchange answers', 20, () => exchange.#answers());
    return exchange;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }

  async #answers(): Promise<boolean> {
    if (this.#child.exitCode !== null) throw new Error(`Kamailio ended: ${this.log.slice(-2000)}`);
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const via = `Via: SIP/2.0/UDP 127.0.0.1:${socket.address().port};branch=z9hG4bK1`;
    const ids = ['From: <sip:a@b>;tag=1', 'To: <sip:a@b>', 'Call-ID: 1', 'CSeq: 1 OPTIONS', 'Content-Length: 0'];
    socket.send(
      [`OPTIONS sip:127.0.0.1:${this.port} SIP/2.0`, via, ...ids, '', ''].join('\r\n'),
      this.port,
      '127.0.0.1',
    );
    const answered = await Promise.race([
      once(socket, 'message').then(() => true),
      new Promise<false>((resolve) => setTimeout(() => resolve(false), 500)),
    ]);
    socket.close();
    return answered;
  }
}

function config(dir: string, port: number, tls?: { port: number; cert: string; key: string }): string {
  const base = '/usr/lib';
  const path = readdirSync(base)
    .map((entry) => join(base, entry, 'kamailio/modules'))
    .find((candidate) => existsSync(join(candidate, 'tm.so')));
  if (!path) throw new Error('Kamailio is not installed; run scripts/install-test-packages.sh');
  const secure = tls && {
    core: `enable_tls=yes\nlisten=tls:127.0.0.1:${tls.port}`,
    parameters: `modparam("tls","tls_method","TLSv1.2+")
modparam("tls","certificate","${tls.cert}")
modparam("tls","private_key","${tls.key}")`,
  };
  const modules = 'kex corex tm sl rr pv maxfwd usrloc registrar textops siputils sanity db_text auth auth_db xlog';
  // It wants to be loaded before all others.
  const loaded = [...(secure ? ['tls'] : []), ...modules.split(' ')];
  return `#!KAMAILIO
debug=1
log_stderror=yes
children=1
tcp_children=1
auto_aliases=no
mpath="${path}/"
listen=udp:127.0.0.1:${port}
listen=tcp:127.0.0.1:${port}
${secure?.core ?? ''}
${loaded.map((name) => `loadmodule "${name}.so"`).join('\n')}
${secure?.parameters ?? ''}
modparam("auth_db","db_url","text://${dir}/db")
modparam("auth_db","calculate_ha1",1)
modparam("auth_db","password_column","password")
modparam("auth_db","load_credentials","")
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483","Too Many Hops"); exit; }
  if (is_method("OPTIONS") && $rU==$null) { sl_send_reply("200","OK"); exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) { xlog("L_ERR","LAB CANCEL to=$rU\\n"); t_relay(); } exit; }
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
  xlog("L_ERR","LAB $rm from=$fU to=$rU auth=$au\\n");
  if (!auth_check("$fd","subscriber","0")) { auth_challenge("$fd","1"); exit; }
  consume_credentials();
  record_route();
  if ($rU == "+31600000486") { sl_send_reply("486","Busy Here"); exit; }
  if ($rU == "+31600000603") { sl_send_reply("603","Decline"); exit; }
  if (!lookup("location")) { sl_send_reply("404","Not Found"); exit; }
  t_relay();
}
`;
}
