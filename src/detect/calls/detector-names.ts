/**
 * What rules can be built on, with the figures each must give. Detectors of suspicion add up evidence call by call and
 * differ in the pattern that they tell; the first of them whose pattern holds names the alert.
 */
const evidence = ['alert', 'stop', 'stop_eur', 'min_calls'] as const;

export const detectorFigures = {
  'fraud-number': evidence,
  takeover: [...evidence, 'within_minutes'],
  'wangiri-callback': [...evidence, 'within_hours'],
  forward: evidence,
  pumping: [...evidence, 'share'],
  concurrent: [...evidence, 'calls'],
  satellite: evidence,
  premium: evidence,
  'first-destination': evidence,
  burst: evidence,
  slow: evidence,
  'range-hunting': ['numbers', 'within_minutes', 'stop_numbers'],
  'wangiri-in': ['calls', 'ring_s', 'within_hours'],
  'long-call': ['minutes', 'eur'],
  'account-cap': ['hour', 'day', 'week', 'month', 'factor', 'warn_share', 'limit_share', 'stop_share'],
  'customer-cap': ['hour', 'day', 'week', 'month', 'factor', 'warn_share', 'limit_share', 'stop_share'],
  'provider-cap': ['hour', 'day', 'week', 'month', 'factor', 'warn_share', 'limit_share', 'stop_share'],
  'transit-loop': ['calls', 'within_s'],
  'answer-ratio': ['calls', 'share'],
  'false-answer': ['calls', 'share', 'at_once_s'],
  'trunk-silent': ['expected'],
  'one-sided': ['calls', 'within_minutes'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type CallDetectorName = keyof typeof detectorFigures;

/** Those that read accumulated evidence, the most telling first. */
export const suspicionDetectors = [
  'fraud-number',
  'takeover',
  'wangiri-callback',
  'forward',
  'pumping',
  'satellite',
  'premium',
  'concurrent',
  'first-destination',
  'burst',
  'slow',
] as const;
export type SuspicionDetector = (typeof suspicionDetectors)[number];
