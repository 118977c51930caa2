import { X509Certificate } from 'node:crypto';
import type { CallSourceSetup } from '../../core/calls/call-records.ts';
import { readCidr } from '../../core/ip.ts';
import { cdrReader } from './read-cdr.ts';

const wholePath = 'Write the whole path of the file, beginning with /.';

/** Why a source of this kind cannot be set up so, as a sentence; '' when it can. */
export function refusesSource(kind: string, setup: CallSourceSetup): string {
  const { host, port, url, path, format, timeZone, fields, mapping, peers, fingerprint, ca, insecure } = setup;
  if (peers.some((peer) => readCidr(peer) === undefined)) return 'One of the peers is no address and no network.';
  if (timeZone !== '') {
    try {
      new Intl.DateTimeFormat('en', { timeZone });
    } catch {
      return 'This is no time zone. Write for example Europe/Amsterdam.';
    }
  }
  if (fingerprint !== '' && fingerprint.replaceAll(':', '').length !== 64)
    return 'The fingerprint is no SHA-256: 64 hexadecimal digits.';
  if (ca !== '' && !isCertificate(ca)) return 'The authority is no certificate: paste it as PEM.';
  switch (kind) {
    case 'asterisk-ami':
    case 'freeswitch-esl':
      return host === '' ? 'Write the host of the PBX.' : '';
    case '3cx-xapi':
      if (/^http:/i.test(url) && !insecure)
        return '3CX is asked over https only, since its secret could be read on the way: write https://, or say that it may be insecure.';
      return refusesUrl(url);
    case 'kamailio-rpc':
      return refusesUrl(url);
    case 'asterisk-cel':
      return path.startsWith('/') ? '' : wholePath;
    case 'cdr-file':
      if (!path.startsWith('/')) return wholePath;
      break;
    case 'cdr-socket':
    case '3cx-cdr':
      if (port === 0) return 'Write the port.';
      if (host === '' && peers.length === 0) return 'Say who may connect, or write the host to connect to.';
      break;
  }
  const reading = { format: kind === '3cx-cdr' ? '3cx-cdr' : format, timeZone: timeZone || 'UTC', fields };
  const reader = cdrReader({ ...reading, ...(mapping && { mapping }) });
  return typeof reader === 'string' ? `The records cannot be read so: ${reader}.` : '';
}

function refusesUrl(url: string): string {
  return /^https?:\/\/[^\s/]+/.test(url) && URL.canParse(url)
    ? ''
    : 'Write the address it answers at, such as https://pbx.example.nl.';
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}
