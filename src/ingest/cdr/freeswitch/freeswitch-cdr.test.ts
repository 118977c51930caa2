import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callOf, cdrPromises, readCdr, reasonOf, testOptions } from '../cdr-promises.ts';
import { createFreeswitchCdr } from './freeswitch-cdr.ts';

const format = createFreeswitchCdr(testOptions);
const uuid = '0b6a4a2e-7f52-4b11-9e0e-3c2a7a1d5f10';
const other = '1c7b5b3f-8063-4c22-af1f-4d3b8b2e6021';
const times = '"2026-11-22 03:04:05","2026-11-22 03:04:15","2026-11-22 03:14:15","610","600"';
const head = (name = 'Jan', number = '1001', to = '00220700123') =>
  `"${name}","${number}","${to}","default",${times},"NORMAL_CLEARING","${uuid}","${other}"`;
const example = `${head()},"acme","PCMA","PCMA"`;
const asterisk = `"acme","1001","00220700123","default","""Jan"" <1001>","sofia/internal/1001@pbx.example","sofia/gateway/carrier/220700123","bridge","sofia/gateway/carrier/220700123",${times},"NORMAL_CLEARING","DOCUMENTATION","${uuid}",""`;
const rate = `"${uuid}","${other}","inbound","1001","00220700123","2026-11-22 03:04:15","2026-11-22 03:14:15","600","acme","","192.0.2.7","","carrier"`;
const unanswered = example
  .replace(times, '"2026-11-22 03:04:05","","2026-11-22 03:04:30","25","0"')
  .replace('NORMAL_CLEARING', 'ORIGINATOR_CANCEL');

const expected = {
  id: uuid,
  from: '1001',
  to: '00220700123',
  accountCode: 'acme',
  start: Date.parse('2026-11-22T02:04:05Z'),
  answer: Date.parse('2026-11-22T02:04:15Z'),
  end: Date.parse('2026-11-22T02:14:15Z'),
  outcome: 'answered',
  cause: 16,
};

const micro = (time: number) => `${time}000`;
const variables = {
  direction: 'inbound',
  uuid,
  call_uuid: uuid,
  call_direction: 'outbound',
  sip_auth_username: '1001',
  sip_network_ip: '192.0.2.7',
  sip_gateway_name: 'carrier',
  accountcode: 'acme',
  start_stamp: '2026-11-22%2003%3A04%3A05',
  start_uepoch: micro(expected.start),
  answer_uepoch: micro(expected.answer),
  end_uepoch: micro(expected.end),
  duration: '610',
  billsec: '600',
  hangup_cause: 'NORMAL_CLEARING',
  hangup_cause_q850: '16',
};
const profile = { username: '1001', caller_id_number: '1001', destination_number: '00220700123', uuid };
const json = JSON.stringify({
  'core-uuid': other,
  channel_data: {},
  variables,
  callflow: [{ caller_profile: profile }],
});
const elements = (of: object) =>
  Object.entries(of)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('\n');
const xml = `<?xml version="1.0"?>\n<cdr core-uuid="${other}"><channel_data><state>CS_REPORTING</state></channel_data><variables>${elements(variables)}</variables><app_log><application app_name="bridge" app_data="x"></application></app_log><callflow dialplan="XML"><extension name="out"></extension><caller_profile>${elements(profile)}<originator><caller_profile></caller_profile></originator></caller_profile></callflow></cdr>`;
const posted = { ...expected, account: '1001', trunk: 'carrier', address: '192.0.2.7', direction: 'out' };

describe('freeswitch-cdr', () => {
  it.each([
    ['example', example],
    ['sql', `INSERT INTO cdr VALUES (${head()}, "acme");`],
    ['snom', `${head()}, "acme","PCMA","PCMA","snom/10","","",""`.replace('""', '"",""')],
    ['linksys', `${head()},"acme","PCMA","PCMA","Linksys","PS=1,OS=2"`],
    ['asterisk', asterisk],
  ])('reads the template %s', (_name, line) => {
    expect(callOf(format, line)).toMatchObject(expected);
  });

  it('reads the template opencdrrate, which knows no start', () => {
    expect(callOf(format, rate)).toMatchObject({
      ...expected,
      start: expected.answer,
      cause: 0,
      address: '192.0.2.7',
      trunk: 'carrier',
    });
  });

  it.each([
    ['example', example],
    ['sql', `INSERT INTO cdr VALUES (${head()}, "acme");`],
    ['opencdrrate', rate],
  ])('links both legs of a call, each of which names the other: %s', (_name, line) => {
    const back = line.replace(uuid, 'x').replace(other, uuid).replace('x', other);
    const [a, b] = [callOf(format, line), callOf(format, back)];
    expect([a.id, b.id]).toEqual([uuid, other]);
    expect([a.linkedId, b.linkedId]).toEqual([uuid, uuid]);
    expect(callOf(format, line.replace(other, '')).linkedId).toBe(uuid);
    expect(callOf(format, line.replace(other, 'nobody')).linkedId).toBe(uuid);
  });

  it.each([
    ['ORIGINATOR_CANCEL', 'cancelled', 487],
    ['USER_BUSY', 'busy', 17],
    ['NO_ANSWER', 'no-answer', 19],
    ['CALL_REJECTED', 'failed', 21],
    ['UNALLOCATED_NUMBER', 'failed', 1],
  ])('reads %s as %s', (cause, outcome, number) => {
    const call = callOf(format, unanswered.replace('ORIGINATOR_CANCEL', cause));
    expect(call).toMatchObject({ outcome, cause: number, answer: undefined });
  });

  it('reads a name with quotes that nobody doubled', () => {
    expect(callOf(format, `${head('Jan "x" P, Pieters')},"acme","",""`)).toMatchObject(expected);
  });

  it.each([
    ['JSON', json],
    ['a JSON form', `cdr=${encodeURIComponent(json)}&uuid=a_${uuid}`],
    ['XML', xml],
    ['an XML form', `cdr=${encodeURIComponent(xml)}`],
    ['base64', `cdr=${Buffer.from(xml).toString('base64')}`],
    ['encoded base64', `cdr=${encodeURIComponent(Buffer.from(xml).toString('base64'))}`],
  ])('reads a post of %s', (_what, text) => {
    expect(callOf(format, text)).toMatchObject(posted);
  });

  it('reads encoded and escaped values', () => {
    const encoded = json.replace('"00220700123"', '"%2B220700123"');
    expect(callOf(format, encoded).to).toBe('+220700123');
    const escaped = xml.replaceAll('<accountcode>acme<', '<accountcode>a&amp;b &#60;x&#x3e;<');
    expect(callOf(format, escaped).accountCode).toBe('a&b <x>');
  });

  it('takes stamps on the wall when a post has no seconds since 1970, and 0 for never', () => {
    const wall = {
      ...variables,
      start_uepoch: '',
      answer_uepoch: '0',
      end_uepoch: '',
      end_epoch: String(expected.end / 1000),
    };
    const text = JSON.stringify({ variables: { ...wall, hangup_cause: 'NO_ANSWER', billsec: '0' } });
    expect(callOf(format, text)).toMatchObject({ start: expected.start, answer: undefined, outcome: 'no-answer' });
  });

  it.each([
    ['not-this-format', 'hello'],
    ['not-this-format', '{"variables":{"uuid":"x"}}'],
    ['not-this-format', '{"a":1}'],
    ['not-this-format', '{'],
    ['not-this-format', '<html></html>'],
    ['not-this-format', 'cdr=nothing'],
    ['not-this-format', 'INSERT INTO cdr (1)'],
    ['too-few-columns', '"a","b"'],
    ['too-many-columns', `${example},"","","","","",""`],
    ['ambiguous', example.replace(uuid, 'x')],
    ['ambiguous', `"x",${example}`],
    ['bad-time', example.replace('2026-11-22 03:04:15', '2026-13-22 03:04:15')],
    ['impossible-duration', json.replace(micro(expected.end), '9'.repeat(17))],
    ['bad-time', json.replace('"end_uepoch"', '"end_stamp"')],
    ['ambiguous', `${head()},"acme"`],
    ['bad-duration', example.replace('"610"', '"ten"')],
    ['bad-duration', json.replace('"610"', '"ten"')],
    ['impossible-duration', example.replace('2026-11-22 03:14:15', '2026-11-22 03:04:06')],
    ['impossible-duration', json.replace(micro(expected.end), micro(expected.start - 1))],
  ])('refuses as %s', (reason, line) => {
    expect(reasonOf(format, line), line).toBe(reason);
  });

  it('lets no name move a column', () => {
    const own = ['","', '"', '""', ',', '2026-01-01 00:00:00', '5', 'USER_BUSY', other, 'x'];
    const text = fc.array(fc.constantFrom(...own), { maxLength: 22 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, text, text, (name, number, to) => {
        const reading = readCdr(format, `${head(name, number, to)},"acme","",""`);
        if (reading !== undefined && 'id' in reading) {
          const { id, start, answer, end, outcome } = expected;
          expect(reading).toMatchObject({ id, start, answer, end, outcome });
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('lets nobody fill the columns of FreeSWITCH', () => {
    const fake = `x","1","0900","c","2026-01-01 00:00:00","","2026-01-01 00:00:01","1","0","USER_BUSY","${other}`;
    expect(reasonOf(format, `${head(fake)},"acme","",""`)).toBe('too-many-columns');
    expect(reasonOf(format, `INSERT INTO cdr VALUES (${head(fake)},"acme");`)).toBe('too-many-columns');
  });

  cdrPromises(() => createFreeswitchCdr(testOptions), [example, asterisk, rate, unanswered, json, xml]);
});
