import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabNetwork } from './network.ts';

/** Accounts of the test PBX: user name and password. */
export const accounts = { '100': 'r8Kq-two-Harbour', '101': 'w3Lp-nine-Lantern', '102': '1234' } as const;

function modulePath(): string {
  const base = '/usr/lib';
  const found = readdirSync(base)
    .map((entry) => join(base, entry, 'kamailio/modules'))
    .find((path) => existsSync(join(path, 'tm.so')));
  if (!found) throw new Error('Kamailio is not installed; run scripts/install-test-packages.sh');
  return `${found}/`;
}

function config(dir: string): string {
  const modules =
    'kex corex tm sl rr pv maxfwd usrloc registrar textops siputils xlog sanity db_text auth auth_db siptrace pike'.split(
      ' ',
    );
  return `#!KAMAILIO
debug=2
log_stderror=yes
children=2
tcp_children=2
auto_aliases=no
mpath="${modulePath()}"
listen=udp:192.0.2.10:5060
listen=tcp:192.0.2.10:5060
listen=udp:[2001:db8::10]:5060
${modules.map((name) => `loadmodule "${name}.so"`).join('\n')}
modparam("auth_db","db_url","text://${dir}/db")
modparam("auth_db","calculate_ha1",1)
modparam("auth_db","password_column","password")
modparam("auth_db","load_credentials","")
modparam("pike","sampling_time_unit",2)
modparam("pike","reqs_density_per_unit",5000)
modparam("siptrace","duplicate_uri","sip:127.0.0.1:9060")
modparam("siptrace","hep_mode_on",1)
modparam("siptrace","hep_version",3)
modparam("siptrace","hep_capture_id",101)
modparam("siptrace","trace_to_database",0)
modparam("siptrace","trace_on",1)
modparam("siptrace","trace_mode",1)
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483","Too Many Hops"); exit; }
  if (is_method("OPTIONS") && uri==myself) { sl_send_reply("200","OK"); exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
    sl_send_reply("404","Not here"); exit;
  }
  if (is_method("ACK")) exit;
  if (is_method("REGISTER")) {
    if (!auth_check("$td","subscriber","0")) {
      $var(rc)=$rc;
      if ($au != $null) xlog("L_NOTICE","SEC event=auth_failed rc=$var(rc) src=$si:$sp proto=$pr user=$au to=$tU ua=\\"$ua\\" callid=$ci\\n");
      auth_challenge("$td","1"); exit;
    }
    save("location"); exit;
  }
  if (is_method("INVITE|MESSAGE|SUBSCRIBE")) {
    if (!auth_check("$fd","subscriber","0")) { auth_challenge("$fd","1"); exit; }
    consume_credentials(); record_route();
  }
  if (!lookup("location")) { sl_send_reply("404","Not Found"); exit; }
  t_relay();
}
`;
}

/** A real Kamailio on the network's server: digest registration, its HEP to 127.0.0.1:9060 there, its log in `logFile`. */
export async function startKamailio(network: LabNetwork, dir: string): Promise<{ logFile: string }> {
  mkdirSync(join(dir, 'db'), { recursive: true });
  mkdirSync(join(dir, 'run'), { recursive: true });
  const rows = Object.entries(accounts).map(([user, password], i) => `${i + 1}:${user}:192.0.2.10:${password}::`);
  writeFileSync(
    join(dir, 'db/subscriber'),
    `id(int,auto) username(string) domain(string) password(string) ha1(string,null) ha1b(string,null)\n${rows.join('\n')}\n`,
  );
  writeFileSync(join(dir, 'db/version'), 'table_name(string) table_version(int)\nsubscriber:7\nlocation:9\n');
  const configFile = join(dir, 'kamailio.cfg');
  writeFileSync(configFile, config(dir));
  const logFile = join(dir, 'kamailio.log');
  const log = openSync(logFile, 'a');
  const child = spawn(
    'ip',
    [
      'netns',
      'exec',
      network.server.namespace,
      'kamailio',
      '-DD',
      '-E',
      '-f',
      configFile,
      '-m',
      '64',
      '-M',
      '8',
      '-P',
      join(dir, 'kamailio.pid'),
      '-Y',
      join(dir, 'run'),
    ],
    {
      stdio: ['ignore', 'ignore', log],
    },
  );
  child.unref();
  for (let tries = 0; tries < 100; tries++) {
    const listening = execFileSync('ip', ['netns', 'exec', network.server.namespace, 'ss', '-lun'], {
      encoding: 'utf8',
    });
    if (listening.includes('192.0.2.10:5060')) return { logFile };
    if (child.exitCode !== null) throw new Error(`Kamailio ended with ${child.exitCode}; see ${logFile}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Kamailio does not listen; see ${logFile}`);
}
