import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunHandedWire } from '../../../../src/api/schema/playbook-runs.ts';
import { visibleText } from '../../parts/visible-text.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { useRunAct } from './use-run-act.ts';

type Act = Exclude<RunHandedWire['acts'][number], 'done' | 'not-applicable'>;

/** What can be done about an automatic step without an outcome, or one that waits for its time; each with a reason. */
export function StepActs({ run, name, waits }: { run: string; name: string; waits: RunHandedWire }) {
  const { t } = useTranslation();
  const act = useRunAct(run);
  const [asked, setAsked] = useState<Act>();
  // A task is answered, and says itself that it could not be done.
  const acts = waits.acts.filter(
    (one): one is Act =>
      one !== 'done' && one !== 'not-applicable' && !(one === 'failed' && waits.acts.includes('done')),
  );
  if (acts.length === 0) return null;
  const shown = visibleText(name);
  return (
    <div className="row wrap">
      {acts.map((one) => (
        <Button key={one} onClick={() => setAsked(one)}>
          {t(`playbooks.act_${one}`)}
        </Button>
      ))}
      {asked && (
        <ReasonDialog
          draft={`run.${run}.${asked}.${waits.key}`}
          title={t(`playbooks.actTitle_${asked}`, { name: shown })}
          submit={t(`playbooks.act_${asked}`)}
          label={t('playbooks.why')}
          busy={act.isPending}
          error={act.error}
          onSubmit={(reason, sent) =>
            act.mutate(
              { under: '/steps', body: { key: waits.key, act: asked, reason }, told: t('playbooks.actDone') },
              { onSuccess: sent },
            )
          }
          onClose={() => setAsked(undefined)}
        >
          <p>{t(`playbooks.actText_${asked}`)}</p>
        </ReasonDialog>
      )}
    </div>
  );
}
