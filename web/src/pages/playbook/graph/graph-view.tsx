import { ActionIcon } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookWire } from '../../../../../src/api/schema/playbooks.ts';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import { IconX } from '../../../parts/icons.ts';
import { Panel } from '../../../parts/panel.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { KindMark, kindOf } from '../parts/step-kind.tsx';
import { StepFacts } from '../read/step-facts.tsx';
import { graphFlow } from './graph-flow.ts';
import { PlaybookGraph } from './playbook-graph.tsx';

/** A playbook as it is drawn, with what the chosen step says beside it. */
export function GraphView({ playbook, chosen }: { playbook: PlaybookWire; chosen?: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/playbooks/$id' });
  const flow = useMemo(() => graphFlow(playbook.graph), [playbook.graph]);
  const choose = (step: string | undefined) =>
    void navigate({ search: (old) => ({ ...old, step }), replace: true, resetScroll: false });
  const step = playbook.graph.steps.find(({ id }) => id === chosen);
  const content = playbook.content as unknown as Playbook;
  return (
    <div className="bw-playbook-split">
      <Panel flush>
        <PlaybookGraph flow={flow} chosen={step?.id} onChoose={choose} />
      </Panel>
      {step ? (
        <Panel
          id="graph-step"
          title={step.name ? <Raw text={step.name} max={120} /> : t(`playbooks.kind_${kindOf(step)}`)}
          aside={
            <span className="row">
              <KindMark kind={kindOf(step)} />
              <ActionIcon size={24} aria-label={t('playbooks.closeStep')} onClick={() => choose(undefined)}>
                <IconX size={15} />
              </ActionIcon>
            </span>
          }
          className="bw-playbook-beside"
        >
          <StepFacts step={step} written={content.workflow[step.id]} playbook={content} />
        </Panel>
      ) : (
        <Panel>
          <p className="dim">{t('playbooks.pickStep')}</p>
        </Panel>
      )}
    </div>
  );
}
