import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const hub = '/usr/share/crowdsec/hub';
const limitMs = 300_000;

/**
 * Lines a second of Debian's CrowdSec on an Asterisk log: its asterisk parser and its two asterisk scenarios, nothing else, one
 * core, from the moment it begins to read until its last routine ends (start-up is left out, in its favour). Undefined when
 * it is not installed.
 */
export async function crowdsecRate(dir: string, file: string, lines: number): Promise<number | undefined> {
  if (!existsSync('/usr/bin/crowdsec') || !existsSync(hub)) return undefined;
  const home = join(dir, 'crowdsec');
  rmSync(home, { recursive: true, force: true });
  cpSync('/etc/crowdsec', home, { recursive: true, dereference: true });
  cpSync('/var/lib/crowdsec/data', join(home, 'data'), { recursive: true });
  for (const folder of ['scenarios', 'parsers/s01-parse', 'parsers/s02-enrich']) {
    rmSync(join(home, folder), { recursive: true, force: true });
    mkdirSync(join(home, folder), { recursive: true });
  }
  for (const name of ['asterisk_bf.yaml', 'asterisk_user_enum.yaml']) {
    cpSync(join(hub, 'scenarios/crowdsecurity', name), join(home, 'scenarios', name));
  }
  cpSync(
    join(hub, 'parsers/s01-parse/crowdsecurity/asterisk-logs.yaml'),
    join(home, 'parsers/s01-parse/asterisk-logs.yaml'),
  );
  cpSync(
    join(hub, 'parsers/s02-enrich/crowdsecurity/dateparse-enrich.yaml'),
    join(home, 'parsers/s02-enrich/dateparse-enrich.yaml'),
  );
  const config = join(home, 'config.yaml');
  const text = readFileSync(config, 'utf8')
    .replaceAll('/var/lib/crowdsec/data', `${home}/data`)
    .replaceAll('/etc/crowdsec', home)
    .replace('log_media: file', 'log_media: stdout');
  writeFileSync(config, text);

  const child = spawn('taskset', ['-c', '1', 'crowdsec', '-c', config, '-dsn', `file://${file}`, '-type', 'asterisk'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    return await new Promise<number>((resolve, reject) => {
      let began = 0;
      let said = '';
      const hear = (data: Buffer) => {
        said = `${said}${data}`.slice(-20_000);
        if (!began && said.includes(' at once')) began = performance.now();
        if (began && said.includes('Bucket routine exiting')) resolve(lines / ((performance.now() - began) / 1000));
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (code) => reject(new Error(`crowdsec ended with ${code}: ${said.slice(-500)}`)));
      setTimeout(() => reject(new Error('crowdsec took too long')), limitMs).unref();
    });
  } finally {
    child.removeAllListeners('exit');
    child.kill('SIGTERM');
  }
}
