import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoDataWire } from '../../../../../src/api/schema/geo.ts';
import { geoDataQuery } from '../../../api/geo-queries.ts';
import { post } from '../../../api/request.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';

/** Takes the update that waits, or goes back to the data before; says so. */
export function useDataAct(act: 'accept' | 'revert', done: string) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: () => post<GeoDataWire>(`/api/v1/geo/data/${act}`),
    onSuccess: (data) => {
      client.setQueryData(geoDataQuery.queryKey, data);
      toast({ title: done, brief: true });
      void client.invalidateQueries({ queryKey: ['geo'] });
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
}
