/** Severity of an alert, least to most; the levels of Sigma (https://sigmahq.io/docs/basics/rules.html). */
export const severities = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];
