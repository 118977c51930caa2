import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoDataWire } from '../../../../../src/api/schema/geo.ts';
import { geoDataQuery } from '../../../api/geo-queries.ts';
import { RequestError } from '../../../api/problem.ts';
import { post } from '../../../api/request.ts';
import type { Text } from '../../../api/types.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';
import type { useCuts } from '../parts/use-cuts.tsx';

/** Takes the update that waits, throws it away, or goes back to the data before; says so. */
export function useDataAct(act: 'accept' | 'dismiss' | 'revert', done: string, cuts: ReturnType<typeof useCuts>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const format = useFormat();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: () =>
      cuts.run((acknowledgeCuts) =>
        post<GeoDataWire>(`/api/v1/geo/data/${act}`, act === 'dismiss' ? undefined : { acknowledgeCuts }),
      ),
    onSuccess: (data) => {
      client.setQueryData(geoDataQuery.queryKey, data);
      toast({ title: done, brief: true });
      void client.invalidateQueries({ queryKey: ['geo'] });
    },
    onError: (error) => {
      // The store says why in both languages.
      const sentence = error instanceof RequestError ? (error.more.sentence as Text | undefined) : undefined;
      const text = sentence ? format.text(sentence) : problemText(error);
      toast({ title: t('common.actFailed'), text, bad: true });
    },
  });
}
