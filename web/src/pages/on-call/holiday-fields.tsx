import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RosterFormWire } from '../../../../src/api/schema/on-call.ts';

/** Dates on which another layer goes before all others. */
export function HolidayFields({
  form,
  onChange,
}: {
  form: RosterFormWire;
  onChange: (change: Partial<RosterFormWire>) => void;
}) {
  const { t } = useTranslation();
  const holidays = form.holidays ?? [];
  const set = (at: number, change: Partial<(typeof holidays)[number]>) =>
    onChange({ holidays: holidays.map((one, place) => (place === at ? { ...one, ...change } : one)) });
  return (
    <fieldset className="bw-fieldset">
      <legend>{t('onCall.holidays')}</legend>
      <p className="dim">{t('onCall.holidaysHelp')}</p>
      <div className="stack">
        {holidays.map((holiday, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a date that is being typed tells no two apart
          <div key={at} className="bw-oncall-turns">
            <TextInput
              type="date"
              label={t('onCall.date')}
              value={holiday.date}
              onChange={(event) => set(at, { date: event.currentTarget.value })}
            />
            <TextInput
              label={t('common.name')}
              value={holiday.name ?? ''}
              maxLength={200}
              onChange={(event) => set(at, { name: event.currentTarget.value })}
            />
            <NativeSelect
              label={t('onCall.holidayLayer')}
              value={holiday.layer}
              onChange={(event) => set(at, { layer: event.currentTarget.value })}
              data={form.layers.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <Button onClick={() => onChange({ holidays: holidays.filter((one) => one !== holiday) })}>
              {t('common.remove')}
            </Button>
          </div>
        ))}
        <div>
          <Button
            onClick={() =>
              onChange({
                holidays: [
                  ...holidays,
                  { date: new Date().toISOString().slice(0, 10), name: '', layer: form.layers[0]?.id ?? '' },
                ],
              })
            }
          >
            {t('onCall.addHoliday')}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}
