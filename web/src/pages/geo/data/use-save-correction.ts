import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoCorrectionWire } from '../../../../../src/api/schema/geo.ts';
import { post, put } from '../../../api/request.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';
import type { useCuts } from '../parts/use-cuts.tsx';

export type CorrectionForm = Omit<GeoCorrectionWire, 'id' | 'by' | 'at'>;
const path = '/api/v1/geo/corrections';

/** Stores a correction; `old` is the one it takes the place of. */
export function useSaveCorrection(cuts: ReturnType<typeof useCuts>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: ({ form, old }: { form: CorrectionForm; old: GeoCorrectionWire | undefined }) =>
      cuts.run((acknowledgeCuts) => {
        const body = { ...form, acknowledgeCuts };
        return old
          ? put<GeoCorrectionWire>(`${path}/${encodeURIComponent(old.id)}`, body)
          : post<GeoCorrectionWire>(path, body);
      }),
    onSuccess: ({ range }) => toast({ title: t('geoMap.correctionSaved', { range }), brief: true }),
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
    onSettled: () => client.invalidateQueries({ queryKey: ['geo'] }),
  });
}
