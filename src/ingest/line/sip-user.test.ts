import { expect, test } from 'vitest';
import { sipUser } from './sip-user.ts';
import { Interner } from './text.ts';

test.each([
  ['<sip:100@192.0.2.1>', '100'],
  ['<SIP:100@h>', '100'],
  ['<Sips:100@h>', '100'],
  ['"100" <sIp:100@h>;tag=1', '100'],
  ['SIP:100@h', '100'],
  ['sips:100:secret@h', '100'],
  ['<tel:+31201234567>', '+31201234567'],
  ['<TEL:+31.20.1234567;phone-context=h>', '+31.20.1234567'],
  ['tel:112', '112'],
  ['<sip:100>', '100'],
  ['<sip:100;transport=udp>', '100'],
  ['sip:100:5060', '100'],
  ['<sip:pbx.example>', ''],
  ['<sip:192.0.2.1:5060>', ''],
  ['<sip:[2001:db8::1]>', ''],
  ['<sip:@h>', ''],
  ['"100"sip:100@1.2.3.4', '100'],
  ['"a\\"b" sip:100@h', '100'],
  ['"<sip:1@h>" <sip:100@h>', '100'],
  ['a <b> <sip:100@h>', '100'],
  ['<sip:100@h;x=<y>', '100'],
  ['<sip:1%30%30@h>', '100'],
  ['<sip:100%>', '100%'],
  ['<mailto:100@h>', ''],
  ['<unknown>', ''],
  ['100', '100'],
  ['100@h', '100@h'],
  ['siphon', 'siphon'],
  ['telephone', 'telephone'],
  ['sip', 'sip'],
  ['"100', '"100'],
  ['"', '"'],
  ['', ''],
])('of %j is %j', (text, user) => {
  const bytes = Buffer.from(`x${text}@sip:9@h>`);
  expect(sipUser(bytes, 1, 1 + Buffer.byteLength(text), new Interner())).toBe(user);
});
