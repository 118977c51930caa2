import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EscalationChoiceWire } from '../../../../src/api/schema/on-call.ts';
import { choicesQuery, policiesQuery } from '../../api/on-call-queries.ts';
import { tenantsQuery } from '../../api/queries.ts';
import { put, remove, versionOf } from '../../api/request.ts';
import type { Severity } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { useWord } from '../../i18n/use-format.ts';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { severities } from '../../parts/severity-rank.ts';
import { toast } from '../../parts/toast.tsx';

/** Which policy asks people at which severity: for everybody, and for customers for whom it is another. */
export function ChoicesPanel() {
  const { t } = useTranslation();
  const write = useMay()('on-call:write');
  const choices = useQuery(choicesQuery);
  const tenants = useQuery(tenantsQuery).data ?? [];
  const [added, setAdded] = useState<readonly string[]>([]);
  return (
    <Panel id="choices" title={t('onCall.choices')} aside={t('onCall.choicesText')}>
      <Answer of={choices} rows={5}>
        {(all) => {
          const shown = new Set(all.map(({ tenant }) => tenant));
          const fresh = added.filter((tenant) => !shown.has(tenant));
          const provider = all.find(({ tenant }) => tenant === 'provider');
          return (
            <div className="stack loose">
              {all.map((choice) => (
                <ChoiceFields key={`${choice.tenant} ${choice.version}`} choice={choice} mayChange={write} />
              ))}
              {provider &&
                fresh.map((tenant) => (
                  <ChoiceFields
                    key={tenant}
                    choice={{
                      ...provider,
                      tenant,
                      tenantName: tenants.find(({ id }) => id === tenant)?.name ?? tenant,
                      policies: {},
                      version: 0,
                    }}
                    mayChange={write}
                  />
                ))}
              {write && (
                <NativeSelect
                  aria-label={t('onCall.choiceFor')}
                  value=""
                  onChange={(event) => setAdded([...added, event.currentTarget.value])}
                  data={[
                    { value: '', label: t('onCall.choiceFor') },
                    ...tenants
                      .filter(
                        ({ id }) => id !== 'provider' && id !== 'unassigned' && !shown.has(id) && !fresh.includes(id),
                      )
                      .map(({ id, name }) => ({ value: id, label: name })),
                  ]}
                />
              )}
            </div>
          );
        }}
      </Answer>
    </Panel>
  );
}

function ChoiceFields({ choice, mayChange }: { choice: EscalationChoiceWire; mayChange: boolean }) {
  const { t } = useTranslation();
  const word = useWord();
  const client = useQueryClient();
  const problemText = useProblemText();
  const policies = useQuery(policiesQuery).data ?? [];
  const path = `/api/v1/on-call/choices/${encodeURIComponent(choice.tenant)}`;
  const isProvider = choice.tenant === 'provider';
  const done = () => client.invalidateQueries({ queryKey: ['on-call'] });
  const failed = (error: unknown) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true });
  const save = useMutation({
    mutationFn: (change: EscalationChoiceWire['policies']) =>
      put(path, { policies: change }, { version: versionOf(choice) }),
    onSuccess: () => toast({ title: t('common.saved'), brief: true }),
    onSettled: done,
    onError: failed,
  });
  const end = useMutation({
    mutationFn: () => remove(path, { version: versionOf(choice) }),
    onSettled: done,
    onError: failed,
  });
  const set = (severity: Severity, value: string) => {
    const { [severity]: _before, ...rest } = choice.policies;
    save.mutate(value === 'inherit' ? rest : { ...rest, [severity]: value });
  };
  return (
    <fieldset className="bw-fieldset" disabled={!mayChange}>
      <legend>{isProvider ? t('onCall.everybody') : choice.tenantName}</legend>
      <div className="bw-oncall-choices">
        {severities.map((severity) => (
          <NativeSelect
            key={severity}
            label={word('severity', severity)}
            value={choice.policies[severity] ?? 'inherit'}
            onChange={(event) => set(severity, event.currentTarget.value)}
            data={[
              { value: 'inherit', label: t('onCall.asUsual', { name: nameOf(choice, severity, t) }) },
              { value: '', label: t('onCall.askNobody') },
              { value: 'usual', label: t('onCall.usualPolicy') },
              ...policies.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        ))}
      </div>
      {!isProvider && choice.version > 0 && mayChange && (
        <Button onClick={() => end.mutate()} loading={end.isPending}>
          {t('onCall.removeChoice')}
        </Button>
      )}
    </fieldset>
  );
}

function nameOf(
  { holds }: EscalationChoiceWire,
  severity: Severity,
  t: (key: 'onCall.askNobody' | 'onCall.usualPolicy') => string,
): string {
  const { policy, name } = holds[severity] ?? { policy: '', name: '' };
  if (policy === '') return t('onCall.askNobody');
  return policy === 'usual' ? t('onCall.usualPolicy') : name;
}
