import type { GeoContext } from '../../core/geo/geo-answer.ts';
import type { GeoServiceName } from '../../core/geo/geo-policy.ts';
import type { GeoWorld } from '../../core/geo/geo-world.ts';
import type { LaneAct, LanePlan } from '../../core/geo/lane-plan.ts';
import { readAddress } from '../../core/ip.ts';
import { classAt } from './class-at.ts';
import type { GeoJudge } from './geo-judge.ts';
import type { GeoLane, LaneVerdict } from './geo-lane.ts';

/** A lane somebody asks for. Registration and calls in are two. */
export interface LaneWish {
  /** Letters, digits and underscores, at most 24. */
  readonly id: string;
  readonly context: GeoContext & { readonly service: Exclude<GeoServiceName, 'sip' | 'calls-out'> };
  /** Customers besides that of `context` that get the same here. */
  readonly also?: readonly string[];
  readonly ports: LanePlan['ports'];
  /** Exact addresses; empty: all that no other lane of this service names. */
  readonly destinations: readonly string[];
}

/** Changes looked ahead to. Beyond them nothing is promised: the act ends there, with what holds there behind it. */
const mostSteps = 24;

/** What the kernel does in each lane with each class of the world, from `time` (ms UTC) on, by asking the judge. */
export function planLanes(
  judge: GeoJudge,
  world: GeoWorld,
  wishes: readonly LaneWish[],
  time: number,
): readonly LanePlan[] {
  return wishes.map((wish) => planLane(judge, world, wish, time));
}

function planLane(judge: GeoJudge, world: GeoWorld, wish: LaneWish, time: number): LanePlan {
  const ahead: GeoLane[] = [judge.lane(wish.context, time)];
  const [now] = ahead;
  const acts: LaneAct[] = [];
  const places = new Map<string, number>();
  const actsOf = (known: boolean) =>
    Uint16Array.from(world.classes, (place) => {
      const ranges = place.ranges.map((range) => world.ranges[range]);
      const act = actOf((step) => {
        const before = ahead[step - 1];
        if (before && !Number.isFinite(before.until)) return undefined;
        ahead[step] ??= judge.lane(wish.context, before.until);
        return { from: before?.until ?? time, verdict: ahead[step].verdictOfRanges(place, ranges, known) };
      });
      const key = JSON.stringify(act);
      let at = places.get(key);
      if (at === undefined) {
        at = acts.push(act) - 1;
        places.set(key, at);
      }
      return at;
    });
  const classes = actsOf(false);
  const addresses = now.known && knownOf(now, world, classes, acts);
  const known = addresses && { addresses, until: now.known!.until, classes: actsOf(true) };
  return { ...wish, classes, acts, known };
}

/** What holds now and, when time changes it, what holds then; `at(step)` is what holds after so many changes. */
function actOf(at: (step: number) => { readonly from: number; readonly verdict: LaneVerdict } | undefined): LaneAct {
  const { verdict, limit } = at(0)!.verdict;
  for (let step = 1; ; step++) {
    const next = at(step);
    if (!next) break;
    if (next.verdict.verdict !== verdict || next.verdict.limit !== limit || step === mostSteps)
      return {
        ...{ verdict, limit, until: next.from },
        // biome-ignore lint/suspicious/noThenProperty: the word of LanePlan; acts are never awaited
        then: { verdict: next.verdict.verdict, limit: next.verdict.limit },
      };
  }
  // biome-ignore lint/suspicious/noThenProperty: as above
  return { verdict, limit, until: Number.POSITIVE_INFINITY, then: undefined };
}

/** Addresses that worked, where only these pass: without those that a policy refuses whether they worked or not. */
function knownOf(lane: GeoLane, world: GeoWorld, classes: Uint16Array, acts: readonly LaneAct[]): readonly string[] {
  return lane.known!.addresses.filter((text) => {
    const address = readAddress(text)!;
    const at = classAt(world, address);
    return acts[classes[at]].verdict === 'refuse' && lane.verdictOf(world.classes[at], address).verdict !== 'refuse';
  });
}
