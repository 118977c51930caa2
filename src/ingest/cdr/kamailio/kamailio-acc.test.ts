import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCall } from '../cdr-format.ts';
import { callOf, cdrPromises, readCdr, reasonOf, testOptions } from '../cdr-promises.ts';
import { createKamailioAcc } from './kamailio-acc.ts';

const create = () => createKamailioAcc(testOptions);
const at = 1_795_313_055;
const extra =
  'src_user=1001;src_domain=pbx.example;src_ip=192.0.2.7;dst_ouser=0900;dst_user=00220700123;dst_domain=gw.example';
const line = (
  method: string,
  time = at,
  code = 200,
  more = extra,
  what = 'transaction answered',
  callId = 'c1@192.0.2.7',
) =>
  `Nov 22 03:04:15 sbc kamailio[81]: NOTICE: acc [acc.c:279]: acc_log_request(): ACC: ${what}: timestamp=${time};method=${method};from_tag=ft;to_tag=tt;call_id=${callId};code=${code};reason=OK${more && `;${more}`}`;
const whole = {
  id: 'c1@192.0.2.7;ft;tt',
  from: '1001',
  to: '00220700123',
  address: '192.0.2.7',
  start: at * 1_000,
  answer: at * 1_000,
  end: (at + 600) * 1_000,
  outcome: 'answered',
  cause: 200,
};
const row = (method: string, time: string, code = 200) =>
  `7,${method},ft,tt,c1@192.0.2.7,${code},OK,${time},1001,pbx.example,192.0.2.7,0900,00220700123,gw.example`;

describe('kamailio-acc', () => {
  it.each([
    ['', line('INVITE'), line('BYE', at + 600)],
    [' of an older Kamailio', line('INVITE').replace(/^.*ACC/, 'ACC'), line('BYE', at + 600).replace(/^.*ACC/, 'ACC')],
    [' of the table', row('INVITE', '2026-11-22 03:04:15'), row('BYE', '2026-11-22 03:14:15')],
    [
      ' of the table with tabs',
      row('INVITE', '2026-11-22 03:04:15').replaceAll(',', '\t'),
      row('BYE', '2026-11-22 03:14:15').replaceAll(',', '\t'),
    ],
  ])('makes one call of INVITE and BYE%s, in either order', (_what, invite, bye) => {
    const one = create();
    expect(readCdr(one, invite)).toBeUndefined();
    expect(readCdr(one, bye)).toMatchObject(whole);
    const two = create();
    expect(readCdr(two, bye)).toBeUndefined();
    expect(readCdr(two, invite)).toMatchObject(whole);
    expect([one.rest?.(), two.rest?.()]).toEqual([[], []]);
  });

  it('gives a running call at once where it is followed live', () => {
    const live = createKamailioAcc({ ...testOptions, live: true });
    const running = callOf(live, line('INVITE'));
    expect(running).toMatchObject({ outcome: 'running', answer: whole.answer, end: undefined });
    expect(callOf(live, line('BYE', at + 600))).toMatchObject(whole);
    expect(running.end).toBeUndefined();
  });

  it('reads extra columns in any order', () => {
    const format = create();
    readCdr(format, line('INVITE', at, 200, extra.split(';').reverse().join(';')));
    expect(callOf(format, line('BYE', at + 600, 200, ''))).toMatchObject(whole);
  });

  it('reads a table by the names of its columns', () => {
    const format = create();
    expect(readCdr(format, 'time,callid,sip_code,method,dst_user,src_user')).toBeUndefined();
    expect(callOf(format, '2026-11-22 03:04:15,c1,486,INVITE,"0900,1",1001')).toMatchObject({
      id: 'c1;',
      to: '0900,1',
      outcome: 'busy',
    });
    expect(reasonOf(format, '2026-11-22 03:04:15,c1,486,INVITE,0900')).toBe('too-few-columns');
    expect(reasonOf(format, '2026-11-22 03:04:15,c1,486,INVITE,0900,1,2')).toBe('too-many-columns');
  });

  it.each([
    [486, 'busy'],
    [487, 'cancelled'],
    [408, 'no-answer'],
    [480, 'no-answer'],
    [403, 'failed'],
    [503, 'failed'],
  ])('reads a missed call with %d as %s', (code, outcome) => {
    const call = callOf(create(), line('INVITE', at, code, extra, 'call missed'));
    expect(call).toMatchObject({ outcome, cause: code, answer: undefined, end: at * 1_000 });
  });

  it('takes the destination from the request, not from what the caller wrote into To', () => {
    const call = callOf(create(), line('INVITE', at, 503, 'dst_ouser=112;dst_user=00220700123'));
    expect(call.to).toBe('00220700123');
    expect(callOf(create(), line('INVITE', at, 503, 'dst_ouser=112')).to).toBe('112');
  });

  it('passes over a change of media, what is no call, and provisional answers', () => {
    const format = create();
    readCdr(format, line('INVITE'));
    for (const other of [line('INVITE', at + 30), line('CANCEL'), line('ACK'), line('INVITE', at, 183)])
      expect(readCdr(format, other)).toBeUndefined();
    expect(callOf(format, line('BYE', at + 600))).toMatchObject(whole);
  });

  it('takes a BYE from the other side', () => {
    const format = create();
    readCdr(format, line('INVITE'));
    const bye = line('BYE', at + 600).replace('from_tag=ft;to_tag=tt', 'from_tag=tt;to_tag=ft');
    expect(callOf(format, bye)).toMatchObject(whole);
  });

  it('tells calls apart whose caller gave them one Call-ID', () => {
    const format = create();
    const calls = ['t1', 't2', 't3'];
    const of = (text: string, tag: string) => readCdr(format, text.replace('to_tag=tt', `to_tag=${tag}`));
    for (const tag of calls) expect(of(line('INVITE'), tag)).toBeUndefined();
    const ids = calls.map((tag) => of(line('BYE', at + 600), tag)).map((call) => isCall(call) && call.id);
    expect(new Set(ids)).toEqual(new Set(calls.map((tag) => `c1@192.0.2.7;ft;${tag}`)));
  });

  it('keeps what never ended', () => {
    const format = create();
    readCdr(format, line('INVITE'));
    readCdr(format, line('BYE', at, 200, '', 'transaction answered', 'another'));
    expect(format.rest?.()).toMatchObject([{ id: whole.id, outcome: 'running', end: undefined }]);
    expect(format.rest?.()).toEqual([]);
  });

  it('keeps to its bounds', () => {
    const format = create();
    for (let i = 0; i < 200_003; i++) {
      const bytes = Buffer.from(
        `ACC: x: timestamp=${at};method=INVITE;from_tag=;to_tag=;call_id=${i};code=200;reason=OK`,
      );
      format.read(bytes, 0, bytes.length, i);
    }
    expect(format.evicted).toBe(3);
    expect(format.rest?.()).toHaveLength(200_000);
  });

  it.each([
    ['not-this-format', 'Nov 22 03:04:15 sbc kamailio[81]: INFO: <script>: hello'],
    ['not-this-format', `Nov 22 03:04:15 sbc kamailio[81]: INFO: <script>: ${line('INVITE').replace(/^.*ACC/, 'ACC')}`],
    ['not-this-format', line('INVITE').replace('(): ACC', '() from ACC')],
    ['not-this-format', 'ACC: something else'],
    ['ambiguous', line('INVITE', at, 503, `${extra};dst_user=112`)],
    ['ambiguous', line('INVITE', at, 200, extra, 'transaction answered', 'x;code=200;reason=OK')],
    ['ambiguous', line('INVITE', at, 200, 'src_user=a;call_id=other')],
    ['ambiguous', line('INVITE', at, 999)],
    ['too-few-columns', line('INVITE').replace(/;code.*/, '')],
    ['bad-time', line('INVITE', 12)],
    ['bad-time', row('INVITE', 'soon')],
    ['ambiguous', row('INVITE', '"2026')],
  ])('refuses as %s', (reason, text) => {
    expect(reasonOf(create(), text), text).toBe(reason);
  });

  it('refuses a BYE before its INVITE was answered', () => {
    const format = create();
    readCdr(format, line('INVITE'));
    expect(reasonOf(format, line('BYE', at - 5))).toBe('impossible-duration');
  });

  it('lets no name of a caller become another column that is logged', () => {
    const own = [';', '=', 'dst_user=112', 'code=200', 'call_id=x', 'src_ip=9.9.9.9', 'x', ' ', 'ACC: ', 'timestamp=1'];
    const text = fc.array(fc.constantFrom(...own), { maxLength: 12 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, text, (name, callId) => {
        const more = `src_ip=192.0.2.7;dst_user=00220700123;src_user=${name}`;
        const reading = readCdr(create(), line('INVITE', at, 503, more, 'transaction answered', `i${callId}`));
        if (isCall(reading))
          expect(reading).toMatchObject({ to: '00220700123', address: '192.0.2.7', start: whole.start, cause: 503 });
      }),
      { numRuns: 2000 },
    );
  });

  cdrPromises(create, [line('INVITE', at, 503), line('BYE'), row('INVITE', '2026-11-22 03:04:15', 486)]);
});
