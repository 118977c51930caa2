import { Button, Modal, NativeSelect, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoCorrectionWire } from '../../../../../src/api/schema/geo.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { useCountryChoices } from '../map/country-picker.tsx';
import { useCuts } from '../parts/use-cuts.tsx';
import { useSaveCorrection } from './use-save-correction.ts';

/** Says of one range which country it is in, whether it is hosting, and why. */
export function CorrectionForm({ old, onClose }: { old: GeoCorrectionWire | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const countries = useCountryChoices();
  const [range, setRange] = useState(old?.range ?? '');
  const [country, setCountry] = useState(old?.country ?? '');
  const [hosting, setHosting] = useState(old?.hosting ?? null);
  const [note, setNote] = useState(old?.note ?? '');
  const cuts = useCuts();
  const save = useSaveCorrection(cuts);
  const empty = country === '' && hosting === null;
  return (
    <Modal opened onClose={onClose} title={old ? t('geoMap.correctionEdit') : t('geoMap.correctionAdd')} size={480}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(
            { form: { range: range.trim(), country, hosting, note: note.trim() }, old },
            { onSuccess: onClose },
          );
        }}
      >
        <TextInput
          label={t('geoMap.correctionRange')}
          description={t('geoMap.correctionRangeHelp')}
          value={range}
          onChange={(event) => setRange(event.currentTarget.value)}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: 'mono' }}
          data-autofocus={old ? undefined : true}
          required
          withAsterisk={false}
        />
        <div className="bw-form-pair">
          <Select
            label={t('geoMap.correctionCountry')}
            placeholder={t('geoMap.correctionKeep')}
            data={countries}
            value={country || null}
            onChange={(next) => setCountry(next ?? '')}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': t('geoMap.clear') }}
            limit={60}
          />
          <NativeSelect
            label={t('geoMap.correctionHosting')}
            value={hosting === null ? '' : String(hosting)}
            onChange={({ currentTarget: { value } }) => setHosting(value === '' ? null : value === 'true')}
            data={[
              { value: '', label: t('geoMap.hostingKeep') },
              { value: 'true', label: t('geoMap.hostingYes') },
              { value: 'false', label: t('geoMap.hostingNo') },
            ]}
          />
        </div>
        <Textarea
          label={t('geoMap.correctionNote')}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={500}
          autosize
          minRows={1}
          maxRows={4}
        />
        {empty && range.trim() !== '' && <p className="dim">{t('geoMap.correctionNothing')}</p>}
        {save.error && (
          <p className="red" role="alert">
            {problemText(save.error)}
          </p>
        )}
        <div className="bw-dialog-foot">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="filled" loading={save.isPending} disabled={empty || range.trim() === ''}>
            {t('common.save')}
          </Button>
        </div>
      </form>
      {cuts.dialog}
    </Modal>
  );
}
