const hour = 3_600_000;
const day = 24 * hour;
/** Days whose longest gap is remembered: two weeks hold every weekday twice. */
const daysKept = 14;
/** What must be known before a pace counts as learned: this many gaps over this time, ms. */
const gapsNeeded = 20;
const timeNeeded = hour;
/** Silent after this many times the longest usual gap, but never sooner than `soonest` and never later than `latest`, ms. */
const patience = 2.5;
const soonest = 5 * 60_000;
const latest = 96 * hour;

/** How something that comes again and again has come so far. Times in ms. */
export interface DeliveryPace {
  firstAt: number;
  lastAt: number;
  /** Gaps seen. */
  gaps: number;
  /** Number of the day (UTC) and its longest gap, ms; the newest last. */
  days: [day: number, longest: number][];
  silent: boolean;
}

/** The pace of what came for the first time. */
export function firstDelivery(now: number): DeliveryPace {
  return { firstAt: now, lastAt: now, gaps: 0, days: [], silent: false };
}

/** Takes in a delivery; true when it ends a silence that was told. */
export function delivered(pace: DeliveryPace, now: number): boolean {
  const gap = now - pace.lastAt;
  pace.lastAt = now;
  // The machine's clock may have been set back: that gap says nothing.
  if (gap > 0) {
    pace.gaps++;
    const today = Math.floor(now / day);
    const last = pace.days.at(-1);
    if (last?.[0] === today) last[1] = Math.max(last[1], gap);
    else if (pace.days.push([today, gap]) > daysKept) pace.days.shift();
  }
  const wasSilent = pace.silent;
  pace.silent = false;
  return wasSilent;
}

/**
 * Silence longer than this (ms) is unusual: two and a half times the longest usual gap, between 5 minutes and 96 hours. Usual
 * is the second longest of the longest gaps of the last 14 days (the longest as long as fewer than three days are known):
 * nights and weekends come back and count, one outage does not. Undefined while too little is known.
 */
export function usualSilence({ firstAt, lastAt, gaps, days }: DeliveryPace): number | undefined {
  if (gaps < gapsNeeded || lastAt - firstAt < timeNeeded) return undefined;
  const longest = days.map(([, gap]) => gap).sort((a, b) => b - a);
  const usual = longest[longest.length < 3 ? 0 : 1];
  return Math.min(latest, Math.max(soonest, usual * patience));
}
