import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { applyLive } from '../api/apply-live.ts';
import { post } from '../api/request.ts';
import type { AlertDetail, AlertSummary } from '../api/types.ts';
import { useFormat } from '../i18n/use-format.ts';
import { useProblemText } from '../parts/problem-notice.tsx';
import { toast } from '../parts/toast.tsx';
import { visibleText } from '../parts/visible-text.ts';

/** Acknowledging and closing an alert. */
export function useAlertAct(act: 'acknowledge' | 'close') {
  const { t } = useTranslation();
  const client = useQueryClient();
  const format = useFormat();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: (alert: AlertSummary) => post<AlertDetail>(`/api/v1/alerts/${encodeURIComponent(alert.id)}/${act}`),
    onSuccess: (detail) => {
      client.setQueryData(['alert', detail.id], detail);
      applyLive(client, 'alert', detail);
      void client.invalidateQueries({ queryKey: ['overview'] });
      const what = visibleText([detail.sourceIp, format.text(detail.ruleTitle)].filter(Boolean).join(' · '));
      toast({
        id: `${act}-${detail.id}`,
        title: act === 'close' ? t('alerts.closed', { what }) : t('alerts.acknowledged', { what }),
        brief: true,
      });
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
}
