import type { GeoPolicyForm } from '../../../core/geo/geo-policy.ts';

const watchedDays = 30;
const dayMs = 86_400_000;

/** A new policy that watches is proposed for enforcement one day: after 30 days unless somebody says another. `now`: ms UTC. */
export function withProposal<F extends GeoPolicyForm>(form: F, now: number): F {
  if (form.state !== 'watch' || form.proposeOn !== '') return form;
  return { ...form, proposeOn: new Date(now + watchedDays * dayMs).toISOString().slice(0, 10) };
}
