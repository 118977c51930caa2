import { useQuery } from '@tanstack/react-query';
import { stopsAttack } from '../api/attention.ts';
import { overviewQuery } from '../api/queries.ts';
import type { AlertSummary } from '../api/types.ts';
import { useTenant } from './use-tenant.ts';

/** Tells whether a block in force is only simulated. False until it is known. */
export function useSimulated(): (decision: AlertSummary['decision']) => boolean {
  const overview = useQuery(overviewQuery(useTenant())).data;
  return (decision) => decision?.state === 'in-force' && overview !== undefined && !stopsAttack(decision, overview);
}
