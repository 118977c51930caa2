import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { GeoPolicyWire } from '../../../../../src/api/schema/geo.ts';
import { geoPolicyQuery } from '../../../api/geo-queries.ts';
import { post } from '../../../api/request.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';
import { visibleText } from '../../../parts/visible-text.ts';

/** Brings a removed policy back with its history, as it was when it was removed or in a version; says what it does now. */
export function useRestorePolicy() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: ({ id, version }: { id: string; version?: number }) =>
      post<GeoPolicyWire>(`/api/v1/geo/policies/${encodeURIComponent(id)}/restore`, { version }),
    onSuccess: (back) => {
      client.setQueryData(geoPolicyQuery(back.id).queryKey, back);
      void client.invalidateQueries({ queryKey: ['geo', 'policies'] });
      toast({
        title: t(back.state === 'off' ? 'geoHistory.restoredOff' : 'geoHistory.restored', {
          name: visibleText(back.name),
        }),
        act: {
          name: t('geoHistory.restoredOpen'),
          run: () => void navigate({ to: '/geo/policies/$id', params: { id: back.id } }),
        },
      });
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
}
