import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PlanFaultWire } from '../../../../../src/api/schema/plan.ts';
import type { PlanForm } from '../../../../../src/core/plan/plan.ts';
import { post } from '../../../api/request.ts';

/** What is missing or wrong, 500 ms after the last key; what was known before stays until then. */
export function usePlanCheck(form: PlanForm, known: readonly PlanFaultWire[]): readonly PlanFaultWire[] {
  const [sent] = useDebouncedValue(form, 500);
  const asked = useQuery({
    queryKey: ['plan-check', sent],
    queryFn: () => post<{ faults: PlanFaultWire[] }>('/api/v1/plan/check', { plan: sent }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  return asked.data?.faults ?? known;
}
