import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RosterFormWire, RosterWire } from '../../../../src/api/schema/on-call.ts';
import { post, put, remove, versionOf } from '../../api/request.ts';
import { timeZone } from '../../i18n/format.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { useKept } from '../../parts/use-kept.ts';
import { HolidayFields } from './holiday-fields.tsx';
import { LayerFields } from './layer-fields.tsx';
import { formOf, freeLayerId, moved, newLayer, newRoster } from './roster-draft.ts';
import { ShiftStrip } from './shift-strip.tsx';
import { twoWeeks } from './two-weeks.ts';
import { useFormCheck } from './use-form-check.ts';

/** A roster as a form, with the two weeks it makes beside it. What was typed survives a reload. */
export function RosterEditor({ roster, onClose }: { roster: RosterWire | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [span] = useState(twoWeeks);
  const first = roster ? formOf(roster) : newRoster('', timeZone(), span.from.slice(0, 10));
  const [form, setForm, forget] = useKept<RosterFormWire>(
    `roster-${roster?.id ?? 'new'}-${roster?.version ?? 0}`,
    first,
  );
  const [removing, setRemoving] = useState(false);
  const set = (change: Partial<RosterFormWire>) => setForm({ ...form, ...change });
  const check = useFormCheck(form, span);
  const done = (title: string) => {
    forget();
    toast({ title, brief: true });
    onClose();
    return client.invalidateQueries({ queryKey: ['on-call'] });
  };
  const path = '/api/v1/on-call/rosters';
  const save = useMutation({
    mutationFn: () =>
      roster
        ? put<RosterWire>(`${path}/${encodeURIComponent(roster.id)}`, form, { version: versionOf(roster) })
        : post<RosterWire>(path, form),
    onSuccess: () => done(t('onCall.rosterSaved')),
  });
  const removal = useMutation({
    mutationFn: () => remove(`${path}/${encodeURIComponent(roster!.id)}`, { version: versionOf(roster!) }),
    onSuccess: () => done(t('onCall.rosterRemoved')),
    onError: (error) => {
      setRemoving(false);
      toast({ title: t('common.actFailed'), text: problemText(error), bad: true });
    },
  });
  const faults = check.data?.faults ?? [];
  const setLayer = (at: number, layer: RosterFormWire['layers'][number]) =>
    set({ layers: form.layers.map((one, place) => (place === at ? layer : one)) });
  return (
    <>
      <Panel title={roster ? roster.name : t('onCall.newRoster')}>
        <div className="stack loose">
          <div className="bw-form-pair bw-oncall-layer">
            <TextInput
              label={t('common.name')}
              value={form.name}
              maxLength={200}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <TextInput
              label={t('onCall.zone')}
              description={t('onCall.zoneHelp')}
              value={form.zone}
              maxLength={64}
              onChange={(event) => set({ zone: event.currentTarget.value })}
            />
          </div>
          <p className="dim">{t('onCall.layersHelp')}</p>
          {form.layers.map((layer, place) => (
            <LayerFields
              key={layer.id}
              layer={layer}
              place={place}
              last={place === form.layers.length - 1}
              onChange={(next) => setLayer(place, next)}
              onMove={(by) => set({ layers: moved(form.layers, place, by) })}
              onRemove={() => set({ layers: form.layers.filter((one) => one !== layer) })}
            />
          ))}
          <div>
            <Button
              onClick={() =>
                set({ layers: [...form.layers, newLayer(freeLayerId(form.layers), span.from.slice(0, 10))] })
              }
              disabled={form.layers.length >= 20}
            >
              {t('onCall.addLayer')}
            </Button>
          </div>
          <HolidayFields form={form} onChange={set} />
        </div>
      </Panel>
      <Panel id="roster-check" title={t('onCall.twoWeeks')}>
        <div className="stack">
          {faults.map((fault) => (
            <Mark key={`${fault.field} ${fault.sentence.en}`} tone="red">
              {format.text(fault.sentence)}
            </Mark>
          ))}
          {check.data?.warnings.map((warning) => (
            <Mark key={warning.en} tone="amber">
              {format.text(warning)}
            </Mark>
          ))}
          {check.error && <p className="red">{problemText(check.error)}</p>}
          {check.data && check.data.shifts.length > 0 && (
            <ShiftStrip shifts={check.data.shifts} zone={form.zone} from={span.from} until={span.until} />
          )}
        </div>
      </Panel>
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
          disabled={faults.length > 0 || form.name.trim() === ''}
        >
          {t('onCall.saveRoster')}
        </Button>
        <Button
          onClick={() => {
            forget();
            onClose();
          }}
        >
          {t('common.cancel')}
        </Button>
        {roster && <Button onClick={() => setRemoving(true)}>{t('onCall.removeRoster')}</Button>}
      </div>
      {removing && (
        <Confirm
          title={t('onCall.removeRosterTitle', { name: roster!.name })}
          submit={t('onCall.removeRoster')}
          busy={removal.isPending}
          onSubmit={() => removal.mutate()}
          onClose={() => setRemoving(false)}
        >
          <p>{t('onCall.removeRosterText')}</p>
        </Confirm>
      )}
    </>
  );
}
