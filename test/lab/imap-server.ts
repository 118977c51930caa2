import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

/** A real IMAP server (Dovecot) on loopback with one mailbox, which can be away for a while and can be made anew. */
export class ImapServer {
  readonly user = 'alarms';
  readonly password = 'six-green-Lamps';
  readonly #dir: string;
  port = 0;
  #child: ChildProcess | undefined;

  constructor(dir: string) {
    this.#dir = dir;
  }

  async start(): Promise<void> {
    for (const part of ['', 'run', 'mail']) mkdirSync(join(this.#dir, part), { recursive: true });
    chmodSync(join(this.#dir, 'mail'), 0o777);
    chmodSync(this.#dir, 0o755);
    this.port ||= await freePort();
    writeFileSync(join(this.#dir, 'users'), `${this.user}:{PLAIN}${this.password}::::::\n`);
    const file = join(this.#dir, 'dovecot.conf');
    writeFileSync(file, config(this.#dir, this.port));
    const child = spawn('dovecot', ['-F', '-c', file], { stdio: 'ignore' });
    this.#child = child;
    await until('the mailbox answers', 20, () =>
      this.#client().then(async (client) => client.logout().then(() => true)),
    );
  }

  /** Puts a mail into the mailbox, as a mail server does. */
  async deliver(mail: string | Buffer): Promise<void> {
    const client = await this.#client();
    try {
      await client.append('INBOX', mail);
    } finally {
      await client.logout();
    }
  }

  /** Flags of all mails, by subject. */
  async flags(): Promise<ReadonlyMap<string, readonly string[]>> {
    const client = await this.#client();
    const lock = await client.getMailboxLock('INBOX');
    try {
      const found = new Map<string, readonly string[]>();
      for await (const mail of client.fetch('1:*', { envelope: true, flags: true }))
        found.set(mail.envelope?.subject ?? '', [...(mail.flags ?? [])]);
      return found;
    } finally {
      lock.release();
      await client.logout();
    }
  }

  get log(): string {
    return readFileSync(join(this.#dir, 'log'), 'utf8');
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  /** Forgets how mails were numbered, as after a restored backup: another UIDVALIDITY. Only while it is stopped. */
  renumber(): void {
    for (const name of [
      'dovecot-uidlist',
      'dovecot.index',
      'dovecot.index.log',
      'dovecot.index.cache',
      'dovecot-uidvalidity',
    ])
      rmSync(join(this.#dir, 'mail', this.user, name), { force: true });
  }

  async #client(): Promise<ImapFlow> {
    const auth = { user: this.user, pass: this.password };
    const client = new ImapFlow({ host: '127.0.0.1', port: this.port, secure: false, auth, logger: false });
    client.on('error', () => {});
    await client.connect();
    return client;
  }
}

function config(dir: string, port: number): string {
  return `protocols = imap
listen = 127.0.0.1
base_dir = ${dir}/run
log_path = ${dir}/log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${dir}/mail/%u
first_valid_uid = 1
passdb {
  driver = passwd-file
  args = ${dir}/users
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${dir}/mail/%u
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service stats {
  chroot =
}
`;
}
