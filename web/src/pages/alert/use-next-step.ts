import { useTranslation } from 'react-i18next';
import type { AlertDetail } from '../../api/types.ts';
import { visibleText } from '../../parts/visible-text.ts';
import { useSimulated } from '../../shell/use-simulated.ts';

/** The next thing for a person to do, from what the alert shows. */
export function useNextStep(alert: AlertDetail): string {
  const { t } = useTranslation();
  const simulated = useSimulated();
  if (alert.state === 'closed') return t('alerts.next_closed');
  if (alert.calls) return t(alert.calls.costAtStopEur === null ? 'calls.next_open' : 'calls.next_stopped');
  const cracked =
    alert.evidence.some((event) => event['event.outcome'] === 'success') &&
    alert.evidence.some((event) => event['event.outcome'] === 'failure');
  if (cracked) {
    return alert.userName
      ? t('alerts.next_cracked', { account: visibleText(alert.userName) })
      : t('alerts.next_crackedPlain');
  }
  switch (alert.decision?.state) {
    case 'held':
      return t('alerts.next_held');
    case 'failed':
      return t('alerts.next_failed');
    case 'asked':
    case 'in-force':
      return t(simulated(alert.decision) ? 'alerts.next_simulated' : 'alerts.next_blocked');
    default:
      if (alert.state === 'acknowledged') return t('alerts.next_acknowledged');
      return alert.sourceIp ? t('alerts.next_decide') : t('alerts.next_look');
  }
}
