import type { GeoContext } from '../../core/geo/geo-answer.ts';
import type { GeoJudge } from '../../decide/geo/geo-judge.ts';
import type { GeoLane } from '../../decide/geo/geo-lane.ts';

/** Lanes of a judge at many times in any order: each is made once for the span in which it holds. */
export class LaneTimes {
  readonly #judge: GeoJudge;
  readonly #spans = new Map<string, { readonly from: number; readonly lane: GeoLane }[]>();

  constructor(judge: GeoJudge) {
    this.#judge = judge;
  }

  at(context: GeoContext, time: number): GeoLane {
    const key = `${context.service}\n${context.tenant}\n${context.site}\n${context.asset}`;
    let spans = this.#spans.get(key);
    if (!spans) {
      spans = [];
      this.#spans.set(key, spans);
    }
    for (const { from, lane } of spans) if (time >= from && time < lane.until) return lane;
    const lane = this.#judge.lane(context, time);
    // It holds from then on; that it held before nobody said.
    spans.unshift({ from: time, lane });
    return lane;
  }
}
