import { useQuery } from '@tanstack/react-query';
import { stopsForReal } from '../api/attention.ts';
import { overviewQuery } from '../api/queries.ts';
import { useTenant } from './use-tenant.ts';

/** Whether blocks are only simulated: nothing that works carries them out. False until it is known. */
export function useSimulated(): boolean {
  const overview = useQuery(overviewQuery(useTenant())).data;
  return overview !== undefined && !stopsForReal(overview);
}
