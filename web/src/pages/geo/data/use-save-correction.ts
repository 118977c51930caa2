import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoCorrectionWire } from '../../../../../src/api/schema/geo.ts';
import { post, remove } from '../../../api/request.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';

export type CorrectionForm = Omit<GeoCorrectionWire, 'id' | 'by' | 'at'>;
const path = '/api/v1/geo/corrections';

/**
 * Stores a correction; `old` is the one it takes the place of. A range has one correction: that of the same range goes first, and
 * comes back when the new one is refused; that of another range goes once the new one holds.
 */
export function useSaveCorrection() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: async ({ form, old }: { form: CorrectionForm; old: GeoCorrectionWire | undefined }) => {
      const drop = () => remove(`${path}/${encodeURIComponent(old?.id ?? '')}`);
      if (old?.range !== form.range) {
        const made = await post<GeoCorrectionWire>(path, form);
        if (old) await drop();
        return made;
      }
      await drop();
      try {
        return await post<GeoCorrectionWire>(path, form);
      } catch (error) {
        const { range, country, hosting, note } = old;
        await post(path, { range, country, hosting, note });
        throw error;
      }
    },
    onSuccess: ({ range }) => toast({ title: t('geoMap.correctionSaved', { range }), brief: true }),
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
    onSettled: () => client.invalidateQueries({ queryKey: ['geo'] }),
  });
}
