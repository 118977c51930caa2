import { describe, expect, it } from 'vitest';
import { Call } from '../../core/calls/call.ts';
import { noObjection } from '../../core/calls/call-verdict.ts';
import { CallAlert } from './call-alert.ts';
import { callSentence } from './call-sentence.ts';
import type { CallRule } from './rule.ts';

const rule: CallRule = {
  ...{
    id: 'r',
    title: { en: 'Odd', nl: 'Vreemd' },
    about: { en: '', nl: '' },
    detector: 'burst',
    level: 'high',
    figures: {},
  },
  response: { action: 'alert' },
};
const evening = Date.UTC(2026, 9, 23, 19);
const minute = 60_000;

let serial = 0;
function call(own: Partial<Call> = {}): Call {
  const made = Object.assign(new Call(), { serial: ++serial, start: evening, direction: 'out', country: 'GM', ...own });
  made.end = own.end ?? made.start;
  return made;
}
const refused = { verdict: { ...noObjection, action: 'refuse' as const } };
const alertOf = (...calls: Call[]) => {
  const measure = { normal: 0, seen: calls.length, unit: 'calls' } as const;
  const alert = new CallAlert(rule, 'acme', '201', evening, evening, measure);
  for (const each of calls) alert.add(each);
  return alert;
};
const words = (alert: CallAlert) => callSentence(alert, undefined, evening);

describe('CallAlert', () => {
  it('is changed by a refused call, though it costs nothing, until it was told', () => {
    const alert = alertOf(call());
    alert.wasTold(evening);
    // Looking at it does not tell it.
    expect([alert.changed(evening), alert.told(evening).calls!.refused, alert.changed(evening)]).toEqual([
      false,
      0,
      false,
    ]);
    const late = call({ start: evening + 90 * minute, ...refused });
    alert.refuse(late);
    expect(alert.changed(evening)).toBe(true);
    expect(alert.told(evening)).toMatchObject({ count: 2, end: late.start, calls: { calls: 2, refused: 1 } });
    expect(alert.changed(evening)).toBe(true);
    alert.wasTold(evening);
    expect(alert.changed(evening)).toBe(false);
  });

  it('counts a refused call once, whether it joined before or not', () => {
    const [joined, later, reported] = [call(refused), call(), call({ verdict: { ...noObjection, reported: true } })];
    const alert = alertOf(joined, later);
    alert.refuse(joined);
    expect([alert.count, alert.refused]).toEqual([2, 1]);
    alert.refuse(reported);
    expect([alert.count, alert.refused]).toEqual([3, 2]);
  });
});

describe('callSentence', () => {
  it('tells times of one day, and days where there are more', () => {
    const short = alertOf(call(), call({ start: evening + 29 * minute }));
    expect(words(short)).toEqual({
      en: 'Odd: 2 calls to Gambia by 201 between 19:00 and 19:29; normal is 0.',
      nl: 'Vreemd: 2 gesprekken naar Gambia door 201 tussen 19:00 en 19:29; normaal is 0.',
    });
    const long = alertOf(call(), call({ start: evening + 46 * 60 * minute }));
    expect(words(long)).toEqual({
      en: 'Odd: 2 calls to Gambia by 201 from 23 October 19:00 to 25 October 17:00; normal is 0.',
      nl: 'Vreemd: 2 gesprekken naar Gambia door 201 van 23 oktober 19:00 tot 25 oktober 17:00; normaal is 0.',
    });
    // The same time of day, days later.
    expect(words(alertOf(call(), call({ start: evening + 48 * 60 * minute }))).en).toContain(
      'from 23 October 19:00 to 25 October 19:00',
    );
  });

  it('tells calls that come in from those that go out', () => {
    const ring = () => call({ direction: 'in', country: 'SO' });
    expect(words(alertOf(ring()))).toEqual({
      en: 'Odd: 1 call from Somalia by 201 at 19:00; normal is 0.',
      nl: 'Vreemd: 1 oproep uit Somalië door 201 om 19:00; normaal is 0.',
    });
    expect(words(alertOf(ring(), ring(), call({ country: 'SO' })))).toEqual({
      en: 'Odd: 2 calls from and 1 to Somalia by 201 at 19:00; normal is 0.',
      nl: 'Vreemd: 2 oproepen uit en 1 gesprek naar Somalië door 201 om 19:00; normaal is 0.',
    });
    expect(words(alertOf(call({ country: '' }), ring())).nl).toContain('1 oproep uit en 1 gesprek naar Somalië');
  });
});
