import { createInterface } from 'node:readline';
import type { LabHost, LabNetwork } from './network.ts';

/** A mail as it came in: header fields and body as they travelled, and its text decoded. */
export interface InsideMail {
  readonly to: readonly string[];
  readonly text: string;
}

const script = `
import { SMTPServer } from 'smtp-server';
import PostalMime from 'postal-mime';
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData(stream, session, done) {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', async () => {
      const { subject, text } = await PostalMime.parse(Buffer.concat(chunks));
      console.log(JSON.stringify({ to: session.envelope.rcptTo.map(({ address }) => address), text: subject + '\\n' + text }));
      done();
    });
  },
});
server.listen(2525, '127.0.0.1', () => console.log('ready'));`;

/** A real mail server on a host of a lab, at 127.0.0.1:2525 there. It ends with the network. */
export async function startInsideMailbox(network: LabNetwork, host: LabHost): Promise<readonly InsideMail[]> {
  const mails: InsideMail[] = [];
  const cwd = new URL('../../', import.meta.url).pathname;
  const child = network.start(host, process.execPath, ['--input-type=module', '-e', script], { cwd });
  let said = '';
  child.stderr?.on('data', (data) => (said += data));
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the mail server ended: ${said}`)));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (line === 'ready') resolve();
      else mails.push(JSON.parse(line) as InsideMail);
    });
  });
  return mails;
}
