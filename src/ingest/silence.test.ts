import { describe, expect, it } from 'vitest';
import type { Source } from '../core/source.ts';
import { SilenceWatch } from './silence.ts';

const minute = 60_000;
const hour = 60 * minute;
const monday = Date.UTC(2026, 2, 2, 8);

function source(silentAfterS?: number): Source {
  return {
    id: 's1',
    tenant: 'bakker',
    asset: 'pbx-1',
    name: 'PBX of Bakker',
    kind: 'syslog',
    match: { address: '192.0.2.10' },
    format: 'auto',
    timeZone: 'Europe/Amsterdam',
    silentAfterS,
    discovered: false,
  };
}

/** Delivers every `every` ms from `from` to `to`; returns the actions told. */
function deliver(watch: SilenceWatch, from: number, to: number, every: number, of = source()): string[] {
  const told: string[] = [];
  for (let now = from; now <= to; now += every) {
    const event = watch.observe(of, 3, now);
    if (event) told.push(event.action);
  }
  return told;
}

/** Nothing comes from `from` to `to`, looked at every minute; returns when silence was told. */
function wait(watch: SilenceWatch, from: number, to: number, of = source()): number[] {
  const told: number[] = [];
  for (let now = from; now <= to; now += minute) {
    const event = watch.observe(of, 0, now);
    if (event) told.push(event.time);
  }
  return told;
}

describe('silence', () => {
  it('never calls a source silent that never delivered', () => {
    expect(wait(new SilenceWatch(), monday, monday + 500 * hour, source(60))).toEqual([]);
  });

  it('tells once after the limit that was set, and again when it delivers', () => {
    const watch = new SilenceWatch();
    watch.observe(source(600), 1, monday);
    expect(wait(watch, monday, monday + 5 * hour, source(600))).toEqual([monday + 11 * minute]);
    expect(watch.isSilent('s1')).toBe(true);
    const event = watch.observe(source(600), 1, monday + 6 * hour);
    expect(event).toMatchObject({
      action: 'source-resumed',
      outcome: 'success',
      time: monday + 6 * hour,
      tenant: 'bakker',
      asset: 'pbx-1',
      source: 's1',
    });
    expect(watch.isSilent('s1')).toBe(false);
  });

  it('is turned off by 0', () => {
    const watch = new SilenceWatch();
    deliver(watch, monday, monday + 2 * hour, minute, source(0));
    expect(wait(watch, monday + 2 * hour, monday + 300 * hour, source(0))).toEqual([]);
  });

  it('learns a steady pace within two hours', () => {
    const watch = new SilenceWatch();
    deliver(watch, monday, monday + 2 * hour, 10_000);
    expect(wait(watch, monday + 2 * hour, monday + 4 * hour)).toEqual([monday + 2 * hour + 6 * minute]);
  });

  it('does not know a pace from a few records', () => {
    const watch = new SilenceWatch();
    deliver(watch, monday, monday + 2 * hour, 10 * minute);
    expect(watch.limit(source())).toBeUndefined();
    expect(wait(watch, monday + 2 * hour, monday + 900 * hour)).toEqual([]);
  });

  it('learns the nights, is not blinded by one outage, and still tells a real one', () => {
    const watch = new SilenceWatch();
    const nights: number[] = [];
    for (let day = 0; day < 5; day++) {
      const opens = monday + day * 24 * hour;
      deliver(watch, opens, opens + 10 * hour, minute);
      nights.push(wait(watch, opens + 10 * hour, opens + 23 * hour + 59 * minute).length);
    }
    expect(nights).toEqual([1, 0, 0, 0, 0]);

    const steady = new SilenceWatch();
    deliver(steady, monday, monday + 80 * hour, minute);
    expect(wait(steady, monday + 80 * hour, monday + 90 * hour)).toHaveLength(1);
    deliver(steady, monday + 90 * hour, monday + 100 * hour, minute);
    expect(steady.limit(source())).toBe(5 * minute);
  });

  it('goes on after a restart without blaming the source for the time away', () => {
    const first = new SilenceWatch();
    deliver(first, monday, monday + 2 * hour, 10_000);
    const stored = JSON.parse(JSON.stringify(first.paces()));
    const second = new SilenceWatch();
    const back = monday + 10 * hour;
    second.restore(stored, back);
    expect(second.limit(source())).toBe(first.limit(source()));
    expect(wait(second, back, back + hour)).toEqual([back + 6 * minute]);
    second.forget('s1');
    expect(second.paces()).toEqual([]);
  });

  it('takes a clock that was set back', () => {
    const watch = new SilenceWatch();
    deliver(watch, monday, monday + 2 * hour, 10_000);
    const before = watch.limit(source());
    deliver(watch, monday - 5 * hour, monday - 5 * hour, 10_000);
    watch.observe(source(), 1, monday - 5 * hour + 10_000);
    expect(watch.limit(source())).toBeUndefined();
    deliver(watch, monday - 5 * hour, monday + 2 * hour, 10_000);
    expect(watch.limit(source())).toBe(before);
  });
});
