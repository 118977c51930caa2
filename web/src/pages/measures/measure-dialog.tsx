import { Button, Modal, SegmentedControl, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import type { MeasurePreviewWire, MeasureWishForm } from '../../../../src/api/schema/measures.ts';
import { incidentPath } from '../../api/incident-queries.ts';
import { post } from '../../api/request.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useIncidentTitle } from '../incident/incident-words.tsx';
import { formOf, isReady, MeasureFields, type MeasureFieldValues, startOf } from './measure-fields.tsx';
import { MeasurePreview } from './measure-preview.tsx';
import { useMeasureActs } from './use-measure-acts.ts';
import { useRefusalText } from './use-refusal-text.ts';

const durations = [1, 2, 8, 24, 168];

/** One question: what, for how long, why. What it touches is shown before; the button says what will be done. */
export function MeasureDialog({
  incident,
  action,
  start,
  onClose,
}: {
  incident: IncidentWire;
  action: MeasureWishForm['action'];
  start?: Partial<MeasureFieldValues>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const titleOf = useIncidentTitle();
  const format = useFormat();
  const refusal = useRefusalText();
  const { take } = useMeasureActs();
  const [values, setValues] = useState<MeasureFieldValues>({ ...startOf(incident, titleOf(incident)), ...start });
  const form = formOf(action, values);
  const ready = isReady(action, values);
  const [settled] = useDebouncedValue(JSON.stringify(form), 350);
  const preview = useQuery({
    queryKey: ['measures', 'preview', incident.id, settled],
    queryFn: () => post<MeasurePreviewWire>(`${incidentPath(incident.id)}/measures/preview`, JSON.parse(settled)),
    enabled: ready,
    retry: false,
    staleTime: 20_000,
  });
  // What is shown has to be what is asked for: the button waits for it.
  const seen = ready && settled === JSON.stringify(form) ? preview.data : undefined;
  const lasts = action !== 'hang-up';
  const button = seen ? format.text(seen.button) : t(`measures.act-${action}`);
  const duration = format.duration(values.hours * 3600);
  return (
    <Modal opened onClose={onClose} title={t(`measures.act-${action}`)} size={560}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          if (seen && !seen.refused) take.mutate({ incident: incident.id, form }, { onSuccess: onClose });
        }}
      >
        <MeasureFields incident={incident} action={action} values={values} onChange={setValues} />
        {lasts && (
          <div>
            <div className="bw-label" id="measure-duration">
              {t('measures.duration')}
            </div>
            <SegmentedControl
              fullWidth
              aria-labelledby="measure-duration"
              value={String(values.hours)}
              onChange={(chosen) => setValues({ ...values, hours: Number(chosen) })}
              data={durations.map((hours) => ({ value: String(hours), label: format.duration(hours * 3600) }))}
            />
          </div>
        )}
        {ready && <MeasurePreview seen={seen} error={preview.error} />}
        <Textarea
          label={t('measures.reason')}
          value={values.reason}
          onChange={(event) => setValues({ ...values, reason: event.currentTarget.value })}
          maxLength={500}
          autosize
          minRows={1}
          maxRows={4}
        />
        {take.error && (
          <p className="red" role="alert">
            {refusal(take.error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={take.isPending} disabled={!seen || seen.refused}>
            {seen?.approval
              ? t('measures.askFor', { what: button })
              : lasts
                ? t('measures.doFor', { what: button, duration })
                : button}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
