import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { type ConnectionOptions, connect as tlsConnect } from 'node:tls';

/** Sends datagrams to a port of this machine, from an address of 127.0.0.0/8. */
export async function sendUdp(port: number, records: readonly (string | Buffer)[], from = '127.0.0.1'): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(0, from);
  await once(socket, 'listening');
  for (const record of records)
    await new Promise<void>((resolve, reject) =>
      socket.send(record, port, '127.0.0.1', (error) => (error ? reject(error) : resolve())),
    );
  socket.close();
}

/** Sends bytes over a TCP connection of their own and closes it; resolves when it is closed, however that came about. */
export async function sendTcp(port: number, bytes: string | Buffer, from = '127.0.0.1'): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from });
  await sendAndClose(socket, bytes);
}

/** The same over TLS; rejects when the server does not take us. */
export async function sendTls(port: number, bytes: string, options: ConnectionOptions): Promise<void> {
  const socket = tlsConnect({ port, host: '127.0.0.1', servername: 'belwacht.example.net', ...options });
  const refused = new Promise<never>((_, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed the connection')));
  });
  refused.catch(() => {});
  await Promise.race([once(socket, 'secureConnect'), refused]);
  // With TLS 1.3 a client hears after its handshake that its certificate is refused; who takes it says nothing.
  socket.resume();
  await Promise.race([new Promise((resolve) => setTimeout(resolve, 200)), refused]);
  await sendAndClose(socket, bytes);
}

async function sendAndClose(socket: Socket, bytes: string | Buffer): Promise<void> {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => {});
  socket.resume();
  socket.end(bytes);
  await closed;
}

/** Octet counting (RFC 6587 3.4.1). */
export function counted(record: string): string {
  return `${Buffer.byteLength(record)} ${record}`;
}

/** A refused registration as Asterisk's chan_sip notes it, in the form of RFC 5424. */
export function refusal(user: string, address: string, host = 'pbx-1'): string {
  return `<133>1 ${new Date().toISOString()} ${host} asterisk 1234 - - NOTICE[1234]: chan_sip.c:28901 in handle_request_register: Registration from '"${user}" <sip:${user}@pbx.example.net>' failed for '${address}:5060' - Wrong password`;
}

/** The same as a line of Asterisk's own log file, in UTC. */
export function refusalLine(user: string, address: string): string {
  const stamp = new Date().toISOString().slice(0, 19).replace('T', ' ');
  return `[${stamp}] NOTICE[1234] chan_sip.c: Registration from '"${user}" <sip:${user}@pbx.example.net>' failed for '${address}:5060' - Wrong password`;
}

/** REGISTER with credentials and the refusal of it, as two messages. */
export function refusedRegister(user: string, id: string): readonly [request: string, answer: string] {
  const common = [
    `Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bK${id}`,
    `From: <sip:${user}@pbx.example.net>;tag=${id}`,
    `To: <sip:${user}@pbx.example.net>`,
    `Call-ID: ${id}`,
    'CSeq: 2 REGISTER',
  ];
  const digest = `Authorization: Digest username="${user}", realm="pbx", nonce="n${id}", uri="sip:pbx.example.net", response="0123456789abcdef0123456789abcdef"`;
  const contact = `Contact: <sip:${user}@198.51.100.7:5060>`;
  const message = (first: string, ...more: string[]) =>
    [first, ...common, ...more, 'Content-Length: 0', '', ''].join('\r\n');
  return [message('REGISTER sip:pbx.example.net SIP/2.0', contact, digest), message('SIP/2.0 403 Forbidden')];
}

export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly clientCert: string;
  readonly clientKey: string;
}

/** A certificate authority of one's own with a server and a client certificate, as PEM files in `dir`. */
export function makeCertificates(dir: string, name: string): Certificates {
  const place = join(dir, name);
  mkdirSync(place, { recursive: true });
  const at = (file: string) => join(place, file);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
  );
  for (const [who, subject, extension] of [
    ['server', '/CN=belwacht.example.net', 'subjectAltName=DNS:belwacht.example.net'],
    ['client', '/CN=pbx.example.net', 'subjectAltName=DNS:pbx.example.net'],
  ]) {
    openssl('req', ...newKey, '-keyout', at(`${who}.key`), '-out', at(`${who}.csr`), '-subj', subject);
    writeFileSync(at(`${who}.ext`), extension);
    openssl(
      'x509',
      '-req',
      '-in',
      at(`${who}.csr`),
      '-CA',
      at('ca.pem'),
      '-CAkey',
      at('ca.key'),
      '-CAcreateserial',
      '-out',
      at(`${who}.pem`),
      '-days',
      '2',
      '-extfile',
      at(`${who}.ext`),
    );
  }
  return {
    ca: at('ca.pem'),
    cert: at('server.pem'),
    key: at('server.key'),
    clientCert: at('client.pem'),
    clientKey: at('client.key'),
  };
}

/** A PEM file. */
export function pem(file: string): Buffer {
  return readFileSync(file);
}
