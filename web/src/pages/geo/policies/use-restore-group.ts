import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoOwnGroup } from '../../../../../src/api/schema/geo.ts';
import { post } from '../../../api/request.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';

/** Brings a removed group back as it was in a version; no policy names it, so nobody is touched by it. */
export function useRestoreGroup() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: ({ name, version }: { name: string; version: number }) =>
      post<GeoOwnGroup>(`/api/v1/geo/groups/${encodeURIComponent(name)}/revert`, { version }),
    onSuccess: ({ name }) => {
      toast({ title: t('geoHistory.groupRestored', { name }), brief: true });
      return client.invalidateQueries({ queryKey: ['geo', 'policies'] });
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
}
