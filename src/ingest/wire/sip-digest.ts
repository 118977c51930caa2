import { findByte } from '../line/scan.ts';
import type { SipMessage } from './sip-message.ts';
import { matches, param, readValue } from './sip-params.ts';

const username = Buffer.from('username');
const realm = Buffer.from('realm');
const stale = Buffer.from('stale');
const isTrue = Buffer.from('true');

/**
 * Reads credentials or a challenge (RFC 3261 sections 20.7, 20.44; RFC 7616): `Digest name=value, name="value"`.
 * Credentials give user name and realm, challenges realm and stale. Any scheme counts as credentials.
 */
export function readDigest(bytes: Buffer, start: number, end: number, header: DigestHeader, message: SipMessage): void {
  const challenge = header === 'challenge';
  let name = start;
  while (name < end && bytes[name] > 0x20) name++;
  let wanted = 2;
  let realmStart = -1;
  let realmEnd = -1;
  while (name < end && wanted > 0) {
    while (name < end && (bytes[name] <= 0x20 || bytes[name] === 0x2c)) name++;
    let equals = name;
    while (equals < end && bytes[equals] !== 0x3d && bytes[equals] !== 0x2c) equals++;
    if (equals >= end) break;
    if (bytes[equals] === 0x2c) {
      name = equals;
      continue;
    }
    let nameEnd = equals;
    while (nameEnd > name && bytes[nameEnd - 1] <= 0x20) nameEnd--;
    const length = nameEnd - name;
    const after = readValue(bytes, equals + 1, end);
    if (length === realm.length && matches(bytes, name, nameEnd, realm) && realmStart < 0) {
      realmStart = param.start;
      realmEnd = param.end;
      wanted--;
    } else if (challenge && length === stale.length && matches(bytes, name, nameEnd, stale)) {
      if (param.end - param.start === 4 && matches(bytes, param.start, param.end, isTrue)) message.stale = true;
      wanted--;
    } else if (!challenge && length === username.length && matches(bytes, name, nameEnd, username)) {
      if (message.digestUserStart < 0) {
        message.digestUserStart = param.start;
        message.digestUserEnd = param.end;
      }
      wanted--;
    }
    name = after;
    // Whatever stands between a value and the next comma is not ours to understand.
    name = findByte(bytes, name, end, 0x2c);
  }
  if (challenge) {
    if (message.challengeRealmStart < 0) {
      message.challengeRealmStart = realmStart;
      message.challengeRealmEnd = realmEnd;
    }
  } else if (header === 'authorization') {
    if (message.authorizations++ === 0) {
      message.authorizationRealmStart = realmStart;
      message.authorizationRealmEnd = realmEnd;
    }
  } else if (message.proxyAuthorizations++ === 0) {
    message.proxyAuthorizationRealmStart = realmStart;
    message.proxyAuthorizationRealmEnd = realmEnd;
  }
}

export type DigestHeader = 'authorization' | 'proxy-authorization' | 'challenge';
