import { useTranslation } from 'react-i18next';
import type { RunWire } from '../../../../src/api/schema/playbook-runs.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { useRunAct } from './use-run-act.ts';

/** Stops a run, with a reason. */
export function StopDialog({ run, onClose }: { run: RunWire; onClose: () => void }) {
  const { t } = useTranslation();
  const act = useRunAct(run.id);
  return (
    <ReasonDialog
      draft={`run.${run.id}.stop`}
      title={t('playbooks.stopTitle')}
      submit={t('playbooks.stop')}
      label={t('playbooks.why')}
      busy={act.isPending}
      error={act.error}
      onSubmit={(reason, sent) =>
        act.mutate({ under: '/stop', body: { reason }, told: t('playbooks.stopped') }, { onSuccess: sent })
      }
      onClose={onClose}
    >
      <p>{t('playbooks.stopText')}</p>
    </ReasonDialog>
  );
}
