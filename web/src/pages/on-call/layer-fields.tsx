import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { MemberOrder } from './member-order.tsx';
import { type LayerDraft, newRotation, type RotationDraft } from './roster-draft.ts';

const weekdays = [1, 2, 3, 4, 5, 6, 7];
/** A Monday, to name the days by. */
const monday = Date.UTC(2026, 5, 1, 12);

/** People who take turns: when the layer has somebody, and its rotations by the date from which each holds. */
export function LayerFields({
  layer,
  place,
  last,
  onChange,
  onMove,
  onRemove,
}: {
  layer: LayerDraft;
  place: number;
  last: boolean;
  onChange: (layer: LayerDraft) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}) {
  const { t, i18n } = useTranslation();
  const setRotation = (at: number, rotation: RotationDraft) =>
    onChange({ ...layer, rotations: layer.rotations.map((one, index) => (index === at ? rotation : one)) });
  const dayName = (day: number) =>
    new Date(monday + (day - 1) * 86_400_000).toLocaleDateString(i18n.language === 'nl' ? 'nl-NL' : 'en-GB', {
      weekday: 'long',
      timeZone: 'UTC',
    });
  return (
    <fieldset className="bw-fieldset">
      <legend>{t('onCall.layer', { number: place + 1 })}</legend>
      <div className="stack">
        <div className="bw-form-three bw-oncall-layer">
          <TextInput
            label={t('common.name')}
            value={layer.name}
            maxLength={200}
            onChange={(event) => onChange({ ...layer, name: event.currentTarget.value })}
          />
          <TextInput
            label={t('onCall.hours')}
            placeholder="Mo-Fr 08:00-18:00"
            description={t('onCall.hoursHelp')}
            value={layer.hours ?? ''}
            maxLength={500}
            onChange={(event) => onChange({ ...layer, hours: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('onCall.use')}
            value={layer.use ?? 'always'}
            onChange={(event) => onChange({ ...layer, use: event.currentTarget.value as LayerDraft['use'] })}
            data={[
              { value: 'always', label: t('onCall.useAlways') },
              { value: 'holidays', label: t('onCall.useHolidays') },
            ]}
          />
        </div>
        {layer.rotations.map((rotation, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rotations are told apart by their place; two may begin on one day while one types
          <div key={at} className="bw-oncall-rotation stack">
            <div className="bw-oncall-turns">
              <TextInput
                type="date"
                label={t('onCall.rotationFrom')}
                value={rotation.from}
                onChange={(event) => setRotation(at, { ...rotation, from: event.currentTarget.value })}
              />
              <NumberInput
                label={t('onCall.every')}
                min={1}
                max={rotation.unit === 'days' ? 365 : 52}
                value={rotation.every ?? 1}
                onChange={(value) => setRotation(at, { ...rotation, every: Number(value) || 1 })}
              />
              <NativeSelect
                label={t('onCall.unit')}
                value={rotation.unit ?? 'weeks'}
                onChange={(event) =>
                  setRotation(at, { ...rotation, unit: event.currentTarget.value as RotationDraft['unit'] })
                }
                data={[
                  { value: 'days', label: t('onCall.days') },
                  { value: 'weeks', label: t('onCall.weeks') },
                ]}
              />
              {rotation.unit !== 'days' && (
                <NativeSelect
                  label={t('onCall.weekday')}
                  value={String(rotation.weekday ?? 1)}
                  onChange={(event) => setRotation(at, { ...rotation, weekday: Number(event.currentTarget.value) })}
                  data={weekdays.map((day) => ({ value: String(day), label: dayName(day) }))}
                />
              )}
              <TextInput
                type="time"
                label={t('onCall.time')}
                value={rotation.time ?? '09:00'}
                onChange={(event) => setRotation(at, { ...rotation, time: event.currentTarget.value })}
              />
            </div>
            <MemberOrder members={rotation.members} onChange={(members) => setRotation(at, { ...rotation, members })} />
            {layer.rotations.length > 1 && (
              <div>
                <Button
                  onClick={() => onChange({ ...layer, rotations: layer.rotations.filter((one) => one !== rotation) })}
                >
                  {t('onCall.removeRotation')}
                </Button>
              </div>
            )}
          </div>
        ))}
        <div className="row wrap">
          <Button
            onClick={() =>
              onChange({
                ...layer,
                rotations: [
                  ...layer.rotations,
                  {
                    ...(layer.rotations.at(-1) ?? newRotation('')),
                    from: new Date().toISOString().slice(0, 10),
                    anchor: '',
                  },
                ],
              })
            }
          >
            {t('onCall.addRotation')}
          </Button>
          {place > 0 && <Button onClick={() => onMove(-1)}>{t('onCall.layerUp')}</Button>}
          {!last && <Button onClick={() => onMove(1)}>{t('onCall.layerDown')}</Button>}
          {!(place === 0 && last) && <Button onClick={onRemove}>{t('onCall.removeLayer')}</Button>}
        </div>
      </div>
    </fieldset>
  );
}
