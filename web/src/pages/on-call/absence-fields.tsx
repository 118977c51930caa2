import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ResponderFormWire } from '../../../../src/api/schema/on-call.ts';
import { respondersQuery } from '../../api/on-call-queries.ts';
import { momentOf, zonedInput } from '../../parts/zoned-input.ts';

type Absences = NonNullable<ResponderFormWire['absences']>;

/** When somebody is away, and who stands in. */
export function AbsenceFields({ form, onChange }: { form: ResponderFormWire; onChange: (absences: Absences) => void }) {
  const { t } = useTranslation();
  const people = useQuery(respondersQuery).data ?? [];
  const absences = form.absences ?? [];
  const set = (at: number, change: Partial<Absences[number]>) =>
    onChange(absences.map((one, place) => (place === at ? { ...one, ...change } : one)));
  const now = () => new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000);
  return (
    <fieldset className="bw-fieldset">
      <legend>{t('onCall.absences')}</legend>
      <div className="stack">
        {absences.map((absence, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: times that are being typed tell no two apart
          <div key={at} className="bw-oncall-turns">
            <TextInput
              type="datetime-local"
              label={t('onCall.from')}
              value={zonedInput(absence.from, form.zone)}
              onChange={(event) => {
                const from = momentOf(event.currentTarget.value, form.zone);
                if (from) set(at, { from });
              }}
            />
            <TextInput
              type="datetime-local"
              label={t('onCall.to')}
              value={zonedInput(absence.until, form.zone)}
              onChange={(event) => {
                const until = momentOf(event.currentTarget.value, form.zone);
                if (until) set(at, { until });
              }}
            />
            <NativeSelect
              label={t('onCall.standIn')}
              value={absence.standIn ?? ''}
              onChange={(event) => set(at, { standIn: event.currentTarget.value })}
              data={[
                { value: '', label: t('onCall.noStandIn') },
                ...people.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
            <Button onClick={() => onChange(absences.filter((one) => one !== absence))}>{t('common.remove')}</Button>
          </div>
        ))}
        <div>
          <Button
            onClick={() =>
              onChange([
                ...absences,
                {
                  from: now().toISOString(),
                  until: new Date(now().getTime() + 7 * 86_400_000).toISOString(),
                  standIn: '',
                },
              ])
            }
          >
            {t('onCall.addAbsence')}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}
