import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ResponderFormWire, ResponderWire } from '../../../../src/api/schema/on-call.ts';
import { pathOfResponder, responderQuery } from '../../api/on-call-queries.ts';
import { put, versionOf } from '../../api/request.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { useKept } from '../../parts/use-kept.ts';
import { AbsenceFields } from './absence-fields.tsx';
import { RuleFields } from './rule-fields.tsx';
import { WayFields } from './way-fields.tsx';

/** How somebody wants to be reached: ways, minutes by severity, quiet hours, absences. */
export function ResponderEditor({ id }: { id: string }) {
  const responder = useQuery(responderQuery(id));
  return (
    <Answer of={responder} rows={6}>
      {(data) => <Form key={`${data.id} ${data.version}`} id={id} responder={data} />}
    </Answer>
  );
}

function Form({ id, responder }: { id: string; responder: ResponderWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [form, setForm, forget] = useKept<ResponderFormWire>(
    `responder-${responder.id}-${responder.version}`,
    formOf(responder),
  );
  const set = (change: Partial<ResponderFormWire>) => setForm({ ...form, ...change });
  const save = useMutation({
    mutationFn: () => put<ResponderWire>(pathOfResponder(id), form, { version: versionOf(responder) }),
    onSuccess: () => {
      forget();
      toast({ title: t('onCall.waysSaved'), brief: true });
      return client.invalidateQueries({ queryKey: ['on-call'] });
    },
  });
  const unsaved = JSON.stringify(form) !== JSON.stringify(formOf(responder));
  return (
    <Panel
      id="responder"
      title={id === 'me' ? t('onCall.yourWays') : t('onCall.waysOf', { name: responder.name })}
      aside={responder.isUsual ? t('onCall.usualWays') : undefined}
    >
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {responder.warnings.map((warning) => (
          <Mark key={warning.en} tone="amber">
            {format.text(warning)}
          </Mark>
        ))}
        <WayFields
          id={id}
          responder={responder}
          ways={form.ways}
          unsaved={unsaved}
          onChange={(ways) => set({ ways })}
        />
        <RuleFields form={form} plan={responder.plan} unsaved={unsaved} onChange={(rules) => set({ rules })} />
        <div className="bw-form-pair">
          <TextInput
            label={t('onCall.quiet')}
            description={t('onCall.quietHelp')}
            placeholder="23:00-07:00"
            value={form.quiet ?? ''}
            maxLength={500}
            onChange={(event) => set({ quiet: event.currentTarget.value })}
          />
          <TextInput
            label={t('onCall.zone')}
            description={t('onCall.ownZoneHelp')}
            value={form.zone}
            maxLength={64}
            onChange={(event) => set({ zone: event.currentTarget.value })}
          />
        </div>
        <AbsenceFields form={form} onChange={(absences) => set({ absences })} />
        {save.error && (
          <p className="red" role="alert">
            {problemText(save.error)}
          </p>
        )}
        <div className="row wrap">
          <Button type="submit" variant="filled" loading={save.isPending} disabled={!unsaved}>
            {t('common.save')}
          </Button>
          {unsaved && <Button onClick={() => setForm(formOf(responder))}>{t('onCall.discard')}</Button>}
        </div>
      </form>
    </Panel>
  );
}

function formOf({ zone, ways, rules, quiet, absences }: ResponderWire): ResponderFormWire {
  return { zone, ways, rules, quiet, absences };
}
