/** A well-formed INVITE as an SBC sends it; lines replaced by name, removed with undefined, or added. */
export function inviteText(
  changes: Readonly<Record<string, string | undefined>> = {},
  { method = 'INVITE', uri = 'sip:0031205550100@192.0.2.9', body = '' } = {},
): string {
  const lines: Record<string, string | undefined> = {
    Via: 'SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKa1',
    'Max-Forwards': '69',
    From: '"Office" <sip:100@customer.example>;tag=f1',
    To: '<sip:0031205550100@192.0.2.9>',
    'Call-ID': 'c1@192.0.2.10',
    CSeq: `1 ${method}`,
    Contact: '<sip:100@192.0.2.10>',
    'Content-Length': String(body.length),
    ...changes,
  };
  const headers = Object.entries(lines).map(([name, value]) => (value === undefined ? '' : `${name}: ${value}\r\n`));
  return `${method} ${uri} SIP/2.0\r\n${headers.join('')}\r\n${body}`;
}
