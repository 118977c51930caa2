import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StoryCall, storyFormats } from './lab/call-story.ts';
import { customersHeader, hour, minute, night, type Outcome, ofType, ReplayLab, story } from './lab/replay-lab.ts';

/** Whose calls are, what was dialled, and what of a file is read: `replay` of call detail records, as a script calls it. */
const lab = new ReplayLab();
beforeAll(() => lab.open());
afterAll(() => lab.close());
const { file, replay } = lab;

const { 'asterisk-cdr': asterisk, 'freeswitch-cdr': _fs, 'kamailio-acc': kamailio } = storyFormats;
const customers = (name: string, ...rows: string[]) => file(name, `${customersHeader}${rows.join('\n')}\n`);
const office = 'Bakker,account,201,Europe/Amsterdam,Mo-Fr 08:00-18:00\nBakker,account,202,,';
/** The attack is seen and stopped, and nothing else is. */
function expectStopped(outcome: Outcome, customer = 'Bakker'): void {
  expect(outcome.code, outcome.errors).toBe(0);
  const refused = ofType(outcome, 'refused');
  expect(refused.length).toBeGreaterThan(40);
  for (const one of refused) expect(one).toMatchObject({ customer, 'telecom.destination.country_iso_code': 'GM' });
  const alerts = ofType(outcome, 'alert');
  expect(alerts.length).toBeGreaterThan(0);
  for (const alert of alerts) expect(alert).toMatchObject({ customer, countries: ['GM'] });
}

describe('what was dialled', () => {
  it.each(['00', '000', '900', '+00', '+'])(
    'is read behind an outside line that nobody wrote down: %s220…',
    (abroad) => {
      const outcome = replay([file('dialled.csv', asterisk(story(abroad)))], ['--enforce']);
      expectStopped(outcome);
      expect(outcome.summary).toMatchObject({ unread_numbers: 0, estimated_calls: 0 });
    },
  );

  it('is read with the outside lines and carriers that are written down', () => {
    const path = file('written.csv', asterisk(story('77165000')));
    const known = customers('dials.csv', office, 'Bakker,outside_line,77,,', 'Bakker,carrier_prefix,1650,,');
    const outcome = replay([path], ['--enforce'], '', known);
    expectStopped(outcome);
    expect(outcome.summary).toMatchObject({ unread_numbers: 0, estimated_calls: 0 });
  });

  it('costs an estimate and is watched when nobody can read it', () => {
    const path = file('unread.csv', asterisk(story('7716500000000')));
    const { summary, errors } = replay([path]);
    // Ten minutes at a euro each.
    expect(summary).toMatchObject({ unread_numbers: 60, estimated_calls: 60, estimated_cost_eur: 600 });
    expect(errors).toMatch(/60 calls lead to numbers that cannot be read.*outside_line/);
    expect(errors).toMatch(/ {2}Bakker: 7716…, 23 digits \(60\)/);
    const enforced = replay([path], ['--enforce']);
    expect(ofType(enforced, 'refused').length).toBeGreaterThan(40);
    expect(Number(enforced.summary.cost_eur)).toBeLessThan(100);
  });

  it('is a local number where it has the length of one, whatever country code it begins with', () => {
    const local = ['5371234', '2207012', '2521234', '1234567', '6831234', '4412345'];
    const calls: StoryCall[] = [
      ...story().filter(({ start }) => start < night - 10 * hour),
      // In the evening, when nobody is there.
      ...Array.from({ length: 24 }, (_, i) => ({
        ...{ id: 7_000 + i, account: '201', to: local[i % 6] },
        ...{ start: night - 3 * hour + i * 5 * minute, end: night - 3 * hour + i * 5 * minute + 4 * minute },
      })),
    ];
    const { objects, summary } = replay([file('local.csv', asterisk(calls))], ['--enforce']);
    expect(objects).toHaveLength(1);
    expect(summary).toMatchObject({ alerts: 0, refused: 0, hangups: 0, estimated_calls: 0, unread_numbers: 0 });
    // 24 calls of four minutes at the price of the country.
    const before = replay([file('before.csv', asterisk(calls.slice(0, -24)))]).summary.cost_eur;
    expect(Number(summary.cost_eur) - Number(before)).toBeCloseTo(24 * 4 * 0.012, 6);
  });

  it('is help, whatever stands before it and whatever is stopped', () => {
    const help = ['112', '0112', '9112', '000112', '00031112', '900112', '0112', '0000112'.slice(1)];
    const calls = [
      ...story('000'),
      ...help.map((to, i) => ({
        id: 6_000 + i,
        account: '201',
        to,
        start: night + (200 + i) * minute,
        end: night + 300 * minute,
      })),
    ].sort((a, b) => a.end - b.end);
    const outcome = replay([file('help.csv', asterisk(calls))], ['--enforce']);
    expectStopped(outcome);
    const touched = [...ofType(outcome, 'refused'), ...ofType(outcome, 'hangup')].map((one) => String(one['call.id']));
    expect(touched.filter((id) => /\.6\d{3}$/.test(id))).toEqual([]);
  });
});

describe('whose a call is', () => {
  const bare = (text: string, column: RegExp, by = '') => text.replaceAll(column, by);

  it('is told by the caller where no account is logged', () => {
    const calls = story();
    // mod_cdr_csv with its default template and users without accountcode; Kamailio that logs no auth_user.
    const example = calls
      .map(({ id, account, to, start, end }) => {
        const at = (time: number) => new Date(time + 2 * hour).toISOString().slice(0, 19).replace('T', ' ');
        const uuid = `0b6a4a2e-7f52-4b11-9e0e-${String(id).padStart(12, '0')}`;
        const seconds = (end - start) / 1_000;
        return `"Jan","${account}","${to}","default","${at(start)}","${at(start)}","${at(end)}","${seconds}","${seconds}","NORMAL_CLEARING","${uuid}","","","PCMA","PCMA"\n`;
      })
      .join('');
    const kam = bare(kamailio(calls), /;auth_user=\d+/g);
    for (const [format, text] of [
      ['freeswitch-cdr', example],
      ['kamailio-acc', kam],
    ]) {
      const path = file('bare.txt', text);
      for (const row of ['Bakker,account,201', 'Bakker,number,201']) {
        const known = customers('callers.csv', `${row},Europe/Amsterdam,Mo-Fr 08:00-18:00`, 'Bakker,account,202,,');
        const outcome = replay([path], ['--format', format, '--enforce'], '', known);
        expectStopped(outcome);
        expect(outcome.summary.unattributed, format).toBe(0);
        expect(ofType(outcome, 'alert')[0]['user.name']).toBe('201');
      }
    }
  });

  it('is told by numbers as each customer writes them, and by the closest of two', () => {
    const rows = [
      '021234567',
      '+3221234567',
      '0301234567',
      '4930123456 7',
      '02079460001',
      '2125550100',
      '12125550100',
      '0201234510',
      '0201234511',
    ];
    const path = file(
      'numbers.csv',
      `id,start,from,to,dur\n${rows.map((from, i) => `${i},2026-11-03 10:00:0${i},${from},+2207012345,60`).join('\n')}\n`,
    );
    const known = customers(
      'numbers-of.csv',
      ...['Brussels,number,02 123 45 67,Europe/Brussels,', 'Berlin,number,030 1234567,Europe/Berlin,'],
      ...['London,number,020 7946 0001,Europe/London,', 'York,number,(212) 555-0100,America/New_York,'],
      ...['Wide,number,0201234500-99,,', 'One,number,0201234510,,'],
    );
    const { summary, errors } = replay([path], ['--format', 'csv'], '', known);
    expect(summary).toMatchObject({ calls: rows.length, unattributed: 0 });
    expect(errors).toMatch(
      /number 31201234510 of One lies in 31201234500-31201234599 of Wide: what is in both is One's/,
    );
    const alone = (...names: string[]) => {
      const some = customers('some.csv', ...names);
      return replay([path], ['--format', 'csv'], '', some).summary.unattributed;
    };
    // Each has what is its own, and nothing else.
    expect(alone('Brussels,number,02 123 45 67,Europe/Brussels,')).toBe(rows.length - 2);
    expect(alone('Berlin,number,030 1234567,Europe/Berlin,')).toBe(rows.length - 2);
    expect(alone('London,number,020 7946 0001,Europe/London,')).toBe(rows.length - 1);
    expect(alone('York,number,(212) 555-0100,America/New_York,')).toBe(rows.length - 2);
  });

  it('is a customer’s that sends its calls by its trunk, and they cost what they cost', () => {
    const calls = story().map((call) => ({ ...call, to: call.to.replace(/^0031/, '0') }));
    const path = file(
      'trunk.csv',
      asterisk(calls)
        .replaceAll(/"(20[12])","([^"]*)","from-internal"/g, '"030111$11","$2","from-internal"')
        .replaceAll(/PJSIP\/20[12]-/g, 'PJSIP/hotel-pbx-'),
    );
    const row = 'Hotel,trunk,hotel-pbx,Europe/Amsterdam,Mo-Fr 08:00-18:00';
    const same = replay([path], [], '', customers('by-account.csv', row.replace('trunk', 'account'))).summary.cost_eur;
    const byTrunk = replay([path], ['--enforce'], '', customers('by-trunk.csv', row));
    expectStopped(byTrunk, 'Hotel');
    const [alert] = ofType(byTrunk, 'alert');
    expect(alert['user.name']).toBe('hotel-pbx');
    expect(alert.rule).not.toBe('forward-abroad');
    expect(replay([path], [], '', customers('by-trunk.csv', row)).summary.cost_eur).toBe(same);
    const numbered = replay(
      [path],
      ['--enforce'],
      '',
      customers('numbered.csv', row, 'Hotel,number,0301112000-2099,,'),
    );
    expectStopped(numbered, 'Hotel');
    expect(ofType(numbered, 'alert')[0]).toMatchObject({ 'user.name': '31301112011' });
  });
});

describe('what of a file is read', () => {
  const uuid = (n: number) => `0b6a4a2e-7f52-4b11-9e0e-${String(n).padStart(12, '0')}`;
  const json = (n: number) =>
    JSON.stringify({
      'core-uuid': 'a',
      variables: {
        ...{ uuid: uuid(n), sip_auth_username: '201', hangup_cause: 'NORMAL_CLEARING', duration: '65', billsec: '60' },
        ...{
          start_epoch: `${1_793_696_400 + n}`,
          answer_epoch: `${1_793_696_405 + n}`,
          end_epoch: `${1_793_696_465 + n}`,
        },
      },
      callflow: [{ caller_profile: { caller_id_number: '201', destination_number: '002207012345' } }],
    });

  it('is every record behind one that was cut off, in JSON and in XML', () => {
    const posts = [json(1), json(2).slice(0, 150), ...Array.from({ length: 9 }, (_, i) => json(3 + i))].join('\n');
    const one = replay([file('cut.json', posts)], ['--format', 'freeswitch-cdr']);
    expect(one.summary).toMatchObject({ lines: 11, records: 10, calls: 10, malformed: 1, cost_eur: 8.5 });
    expect(one.summary.malformed_by_reason).toEqual({ unfinished: 1 });
    expect(one.errors).toMatch(/cut.json line 2: unfinished/);
    expect(replay([file('end.json', `${json(1)}\n${json(2).slice(0, -3)}`)]).summary).toMatchObject({
      records: 1,
      malformed: 1,
    });

    const variables = (n: number, to: string, seconds: number) =>
      `<?xml version="1.0"?>\n<cdr core-uuid="x">\n<variables><uuid>${uuid(n)}</uuid><sip_auth_username>201</sip_auth_username><start_epoch>1793696400</start_epoch><answer_epoch>1793696405</answer_epoch><end_epoch>${1_793_696_405 + seconds}</end_epoch><duration>${seconds + 5}</duration><billsec>${seconds}</billsec><hangup_cause>NORMAL_CLEARING</hangup_cause></variables>\n` +
      `<callflow><caller_profile><destination_number>${to}</destination_number></caller_profile></callflow>\n</cdr>\n`;
    const cut = variables(1, '0612345678', 601).split('<callflow')[0];
    const two = replay([file('cut.xml', `${cut}${variables(2, '002207012345', 1)}`)], ['--format', 'freeswitch-cdr']);
    // Not the ten minutes of one to the number of the other.
    expect(two.summary).toMatchObject({ records: 1, calls: 1, malformed: 1, cost_eur: 0.85 });
  });

  it('is one call when both of its legs are written', () => {
    const leg = (own: number, other: number) =>
      `"A","201","002207012345","default","2026-11-03 10:02:00","2026-11-03 10:02:05","2026-11-03 10:03:05","65","60","NORMAL_CLEARING","${uuid(own)}","${uuid(other)}","","PCMA","PCMA"\n`;
    const { summary } = replay([file('legs.csv', leg(3, 4) + leg(4, 3))], ['--format', 'freeswitch-cdr']);
    expect(summary).toMatchObject({ records: 2, calls: 1, legs: 1, cost_eur: 0.85 });
  });

  it('is said to be doubtful where length and times disagree', () => {
    const [line] = asterisk(story().slice(0, 1)).split('\n');
    const { summary, errors } = replay([
      file('doubt.csv', line.replace(/",(\d+),(\d+),"ANSWERED"/, '",$1,9999,"ANSWERED"')),
    ]);
    expect(summary).toMatchObject({ calls: 1, malformed: 0, doubtful_lengths: 1 });
    expect(errors).toMatch(/doubt.csv line 1: its length is not that of its times; the times were taken/);
  });

  it('is nothing where the mapping names a column that is not there', () => {
    const mapping = file('wrong.yaml', 'columns: { id: id, start: start, from: from, to: nope, duration: dur }\n');
    const path = file('columns.csv', 'id,start,from,to,dur\n1,2026-11-03 10:00:00,201,0612345678,60\n');
    const { code, objects, errors } = replay([path], ['--format', 'csv', '--mapping', mapping]);
    expect([code, objects]).toEqual([2, []]);
    expect(errors).toMatch(
      /--mapping does not fit columns.csv: columns.to names column “nope”, which is not in the first line: id, start, from, to, dur/,
    );
    const numbered = file('far.yaml', 'header: false\ncolumns: { start: 2, to: 4, duration: 9 }\n');
    expect(replay([path], ['--mapping', numbered]).errors).toMatch(
      /columns.duration names column 9, but the first line has 5/,
    );
  });

  it('is what 3CX was told to write, in the order that it was told', () => {
    const fields = [
      'callid',
      'time-start',
      'time-answered',
      'time-end',
      'skip',
      'to-no',
      'from-no',
      'from-dn',
      'to-dn',
    ];
    const line =
      '00000C21AB_1,2026/11/03 10:00:00,2026/11/03 10:00:05,2026/11/03 10:01:05,x,002207012345,Ext.201,201,carrier\n';
    const path = file('order.log', line);
    expect(replay([path], ['--format', '3cx-cdr']).summary).toMatchObject({ calls: 0, malformed: 1 });
    for (const [name, text] of [
      ['order.yaml', `fields: [${fields.join(', ')}]\n`],
      ['order.txt', fields.join(',')],
    ]) {
      const { summary } = replay([path], ['--format', '3cx-cdr', '--mapping', file(name, text)]);
      expect(summary).toMatchObject({ calls: 1, malformed: 0, unattributed: 0, cost_eur: 0.85 });
    }
    for (const [text, reason] of [
      ['fields: [callid, nothing]', /"nothing" is no field of a 3CX record/],
      ['fields: [callid, time-start, time-end, from-no]', /the field to-no is missing/],
      ['columns: { start: a }', /write “fields:”/],
    ] as const) {
      const { code, errors } = replay([path], ['--format', '3cx-cdr', '--mapping', file('bad-order.yaml', text)]);
      expect(code).toBe(2);
      expect(errors).toMatch(reason);
    }
  });
});

describe('what an alert says', () => {
  it('names the days of what goes over more than one, and the rings that led to it', () => {
    const rings = Array.from({ length: 8 }, (_, i) => ({ at: night - 30 * hour + i * 30_000, i }));
    const stamp = (time: number) => new Date(time + 2 * hour).toISOString().slice(0, 19).replace('T', ' ');
    const wave = rings
      .map(
        ({ at, i }) =>
          `"","+22244123456","+3120123450${i}","from-trunk","""a"" <+22244123456>","PJSIP/carrier-000${i}","PJSIP/201-000${i}","Dial","x","${stamp(at)}",,"${stamp(at + 2_000)}",2,0,"NO ANSWER","DOCUMENTATION","1795313999.${i}",""\n`,
      )
      .join('');
    const slow = [0, 1, 2, 3, 24, 25, 26].map((hours, i) => ({
      ...{ id: 5_000 + i, account: '201', to: `00220700010${i}` },
      ...{ start: night + hours * hour, end: night + hours * hour + 25 * minute },
    }));
    const quiet = story().filter(({ start }) => start < night - 10 * hour);
    const known = customers('rung.csv', office, 'Bakker,number,0201234500-09,,');
    const outcome = replay([file('wave.csv', asterisk([...quiet, ...slow]) + wave)], [], '', known);
    const alerts = ofType(outcome, 'alert');
    const wangiri = alerts.find(({ rule }) => rule === 'wangiri-in')!;
    expect(wangiri).toMatchObject({ calls: 8, start: new Date(rings[0].at).toISOString() });
    expect(wangiri.sentence).toMatchObject({
      en: expect.stringContaining('8 calls from Mauritania between 19:00 and 19:03'),
      nl: expect.stringContaining('8 oproepen uit Mauritanië tussen 19:00 en 19:03'),
    });
    const fraud = alerts.find(({ countries }) => (countries as string[])[0] === 'GM')!;
    expect(fraud.sentence).toMatchObject({
      en: expect.stringMatching(/calls to Gambia by 201 from 24 October 01:00 to 25 October 0\d:\d\d/),
      nl: expect.stringMatching(/gesprekken naar Gambia door 201 van 24 oktober 01:00 tot 25 oktober 0\d:\d\d/),
    });
  });
});
