import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EscalationPolicyFormWire, EscalationPolicyWire } from '../../../../src/api/schema/on-call.ts';
import { respondersQuery, rostersQuery } from '../../api/on-call-queries.ts';
import { post, put, remove, versionOf } from '../../api/request.ts';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';

const roles = ['owner', 'engineer', 'coordinator'] as const;
type Step = EscalationPolicyFormWire['steps'][number];

/** Steps one after the other: whom each asks, and how long it waits. */
export function PolicyEditor({ policy, onClose }: { policy: EscalationPolicyWire | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const people = useQuery(respondersQuery).data ?? [];
  const rosters = useQuery(rostersQuery).data ?? [];
  const [form, setForm] = useState<EscalationPolicyFormWire>(() =>
    policy
      ? { name: policy.name, steps: policy.steps, repeat: policy.repeat, silentMinutes: policy.silentMinutes }
      : { name: '', steps: [{ targets: [], waitMinutes: 5 }], repeat: 2, silentMinutes: 0 },
  );
  const set = (change: Partial<EscalationPolicyFormWire>) => setForm((old) => ({ ...old, ...change }));
  const setStep = (at: number, change: Partial<Step>) =>
    set({ steps: form.steps.map((one, place) => (place === at ? { ...one, ...change } : one)) });
  const path = '/api/v1/on-call/policies';
  const done = () => {
    onClose();
    return client.invalidateQueries({ queryKey: ['on-call'] });
  };
  const save = useMutation({
    mutationFn: () =>
      policy ? put(`${path}/${encodeURIComponent(policy.id)}`, form, { version: versionOf(policy) }) : post(path, form),
    onSuccess: done,
  });
  const removal = useMutation({
    mutationFn: () => remove(`${path}/${encodeURIComponent(policy!.id)}`, { version: versionOf(policy!) }),
    onSuccess: done,
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  const targets = [
    ...rosters.map(({ id, name }) => ({ value: `schedule ${id}`, label: t('onCall.targetRoster', { name }) })),
    ...people.map(({ id, name }) => ({ value: `person ${id}`, label: name })),
    ...roles.map((role) => ({
      value: `role ${role}`,
      label: t('onCall.targetRole', { role: t(`people.role_${role}`) }),
    })),
  ];
  const labelOf = (key: string) => targets.find(({ value }) => value === key)?.label ?? key;
  return (
    <Panel id="policy" title={policy ? policy.name : t('onCall.newPolicy')}>
      <div className="stack loose">
        <div className="bw-form-three">
          <TextInput
            label={t('common.name')}
            value={form.name}
            maxLength={200}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <NumberInput
            label={t('onCall.repeat')}
            min={0}
            max={10}
            value={form.repeat ?? 2}
            onChange={(value) => set({ repeat: Number(value) || 0 })}
          />
          <NumberInput
            label={t('onCall.silent')}
            description={t('onCall.silentHelp')}
            min={0}
            max={1440}
            value={form.silentMinutes ?? 0}
            onChange={(value) => set({ silentMinutes: Number(value) || 0 })}
          />
        </div>
        {form.steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are what they are by their place
          <fieldset key={at} className="bw-fieldset">
            <legend>{t('onCall.step', { number: at + 1 })}</legend>
            <div className="stack">
              <ul className="row wrap">
                {step.targets.map((target) => {
                  const key = `${target.kind} ${target.id}`;
                  return (
                    <li key={key}>
                      <Button
                        onClick={() => setStep(at, { targets: step.targets.filter((one) => one !== target) })}
                        title={t('onCall.takeOut', { name: labelOf(key) })}
                      >
                        {labelOf(key)} ×
                      </Button>
                    </li>
                  );
                })}
              </ul>
              <div className="bw-form-pair">
                <NativeSelect
                  label={t('onCall.ask')}
                  value=""
                  onChange={(event) => {
                    const [kind, id] = event.currentTarget.value.split(' ');
                    if (kind && id)
                      setStep(at, {
                        targets: [...step.targets, { kind: kind as Step['targets'][number]['kind'], id }],
                      });
                  }}
                  data={[
                    { value: '', label: t('onCall.choose') },
                    ...targets.filter(({ value }) => !step.targets.some((one) => `${one.kind} ${one.id}` === value)),
                  ]}
                />
                <NumberInput
                  label={t('onCall.wait')}
                  min={1}
                  max={1440}
                  value={step.waitMinutes ?? 5}
                  onChange={(value) => setStep(at, { waitMinutes: Number(value) || 1 })}
                />
              </div>
              {form.steps.length > 1 && (
                <div>
                  <Button onClick={() => set({ steps: form.steps.filter((one) => one !== step) })}>
                    {t('onCall.removeStep')}
                  </Button>
                </div>
              )}
            </div>
          </fieldset>
        ))}
        <div>
          <Button
            onClick={() => set({ steps: [...form.steps, { targets: [], waitMinutes: 5 }] })}
            disabled={form.steps.length >= 20}
          >
            {t('onCall.addStep')}
          </Button>
        </div>
        {save.error && (
          <p className="red" role="alert">
            {problemText(save.error)}
          </p>
        )}
        <div className="row wrap">
          <Button
            variant="filled"
            onClick={() => save.mutate()}
            loading={save.isPending}
            disabled={form.name.trim() === ''}
          >
            {t('onCall.savePolicy')}
          </Button>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          {policy && (
            <Button onClick={() => removal.mutate()} loading={removal.isPending}>
              {t('onCall.removePolicy')}
            </Button>
          )}
        </div>
      </div>
    </Panel>
  );
}
