import type { SuspicionDetector } from './detector-names.ts';
import type { Suspicion, Watched } from './suspicion.ts';

/** What a pattern is asked about. */
export interface PatternCase {
  readonly calls: readonly Watched[];
  readonly newest: Watched;
  readonly suspicion: Suspicion;
  readonly figures: Readonly<Record<string, number>>;
  readonly at: number;
}

const satellite: ReadonlySet<string> = new Set(['satellite', 'international-network']);
const premium: ReadonlySet<string> = new Set(['premium', 'personal', 'paging', 'shared-cost']);

/** Which pattern the calls show; a rule of suspicion fires only where its own holds. */
export const patterns: Readonly<Record<SuspicionDetector, (asked: PatternCase) => boolean>> = {
  'fraud-number': ({ calls }) => calls.some(({ listed }) => listed),
  takeover: ({ calls }) => calls.some(({ takenOver }) => takenOver),
  'wangiri-callback': ({ calls }) => share(calls, ({ calledBack }) => calledBack) >= 0.5,
  forward: ({ calls }) => share(calls, ({ forwarded }) => forwarded) >= 0.5,
  pumping: ({ calls, figures }) => {
    const counts = new Map<string, number>();
    for (const { call } of calls) counts.set(call.number, (counts.get(call.number) ?? 0) + 1);
    return Math.max(0, ...counts.values()) >= calls.length * figures.share!;
  },
  satellite: ({ calls }) => share(calls, ({ call }) => satellite.has(call.destinationKind)) >= 0.5,
  premium: ({ calls }) => share(calls, ({ call }) => premium.has(call.destinationKind)) >= 0.5,
  concurrent: ({ suspicion, figures }) => suspicion.running.size >= figures.calls!,
  'first-destination': ({ calls }) => share(calls, ({ off }) => off) >= 0.5 && calls.length < 10,
  burst: ({ suspicion }) => suspicion.sudden,
  slow: () => true,
};

function share(calls: readonly Watched[], is: (watched: Watched) => boolean): number {
  let count = 0;
  for (const each of calls) if (is(each)) count++;
  return calls.length === 0 ? 0 : count / calls.length;
}
