const dayMs = 86_400_000;

/** From the hour that has begun until two weeks later, as a calendar shows it. */
export function twoWeeks(): { from: string; until: string } {
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  return { from: new Date(hour).toISOString(), until: new Date(hour + 14 * dayMs).toISOString() };
}
