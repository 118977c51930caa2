import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EscalationPolicyWire } from '../../../../src/api/schema/on-call.ts';
import { policiesQuery } from '../../api/on-call-queries.ts';
import { useMay } from '../../api/use-session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ChoicesPanel } from './choices-panel.tsx';
import { PolicyEditor } from './policy-editor.tsx';

/** What is done when nobody answers, and which of it holds for whom. */
export function EscalationView() {
  const { t } = useTranslation();
  const write = useMay()('on-call:write');
  const policies = useQuery(policiesQuery);
  const [editing, setEditing] = useState<EscalationPolicyWire | 'new' | undefined>();
  return (
    <>
      <ChoicesPanel />
      <Panel
        id="policies"
        title={t('onCall.policies')}
        aside={write && <Button onClick={() => setEditing('new')}>{t('onCall.newPolicy')}</Button>}
        flush
      >
        <Answer of={policies} rows={3}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty title={t('onCall.noPolicies')} text={t('onCall.noPoliciesText')} />
            ) : (
              <ul className="bw-lines">
                {rows.map((policy) => (
                  <li key={policy.id} className="bw-setting-line">
                    <span className="strong">{policy.name}</span>
                    <span className="dim">
                      {policy.steps
                        .map(({ targets, waitMinutes }) =>
                          t('onCall.stepLine', {
                            whom: targets
                              .map((one) => policy.targetNames[`${one.kind} ${one.id}`] ?? one.id)
                              .join(', '),
                            count: waitMinutes ?? 5,
                          }),
                        )
                        .join(' → ')}
                    </span>
                    {write && <Button onClick={() => setEditing(policy)}>{t('common.edit')}</Button>}
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
      </Panel>
      {editing && (
        <PolicyEditor
          key={editing === 'new' ? 'new' : editing.id}
          policy={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  );
}
