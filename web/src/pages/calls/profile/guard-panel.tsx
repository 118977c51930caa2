import { Button, Checkbox, Radio, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallSettings } from '../../../../../src/api/schema/call-settings.ts';
import type { Versioned } from '../../../api/request.ts';
import { useMay } from '../../../api/use-session.ts';
import { Panel } from '../../../parts/panel.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { DialPlanFields, planOf, planTextsOf, words } from './dial-plan-fields.tsx';
import { useSaveCallSettings } from './use-save-call-settings.ts';

const modes = ['off', 'report-only', 'enforce'] as const;
const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** What happens when a rule says stop, how the phones dial, and what always passes. */
export function GuardPanel({ tenant, got }: { tenant: string; got: Versioned<CallSettings> }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const mayChange = useMay()('calls:write');
  const now = got.data;
  const [mode, setMode] = useState(now.mode);
  const [holidays, setHolidays] = useState(now.keepsHolidays);
  const [plan, setPlan] = useState(planTextsOf(now.dialPlan));
  const [trunks, setTrunks] = useState(now.trunks.join('\n'));
  const [codes, setCodes] = useState(now.accountCodes.join(' '));
  const [numbers, setNumbers] = useState(
    now.allowedNumbers.map(({ number, note }) => `${number} ${note}`.trim()).join('\n'),
  );
  const [countries, setCountries] = useState(now.allowedCountries.map(({ country }) => country).join(' '));
  const save = useSaveCallSettings(tenant, got);
  const text = (label: string, help: string, value: string, set: (value: string) => void, rows = 1) =>
    rows > 1 ? (
      <Textarea
        label={label}
        description={help}
        value={value}
        onChange={(event) => set(event.currentTarget.value)}
        rows={rows}
        disabled={!mayChange}
        spellCheck={false}
      />
    ) : (
      <TextInput
        label={label}
        description={help}
        value={value}
        onChange={(event) => set(event.currentTarget.value)}
        disabled={!mayChange}
        spellCheck={false}
        autoComplete="off"
      />
    );
  return (
    <Panel id="call-guard" title={t('calls.guardTitle')}>
      <form
        className="stack loose"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({
            mode,
            keepsHolidays: holidays,
            dialPlan: planOf(now.dialPlan, plan),
            trunks: lines(trunks),
            accountCodes: words(codes),
            allowedNumbers: lines(numbers).map((line) => {
              const [number = '', ...note] = line.split(/\s+/);
              return { number, note: note.join(' ') };
            }),
            allowedCountries: words(countries).map((text) => {
              const country = text.toUpperCase();
              return { country, note: now.allowedCountries.find((one) => one.country === country)?.note ?? '' };
            }),
          });
        }}
      >
        <Radio.Group label={t('calls.guardMode')} value={mode} onChange={(next) => setMode(next as typeof mode)}>
          <div className="stack tight bw-calls-note">
            {modes.map((one) => (
              <Radio key={one} value={one} label={t(`calls.mode-${one}`)} disabled={!mayChange} />
            ))}
          </div>
        </Radio.Group>
        <Checkbox
          label={t('calls.holidays')}
          checked={holidays}
          onChange={(event) => setHolidays(event.currentTarget.checked)}
          disabled={!mayChange}
        />
        <DialPlanFields value={plan} onChange={setPlan} disabled={!mayChange} />
        <div className="bw-form-pair">
          {text(t('calls.trunks'), t('calls.trunksHelp'), trunks, setTrunks, 3)}
          {text(t('calls.codes'), t('calls.planShortHelp'), codes, setCodes, 3)}
          {text(t('calls.allowed'), t('calls.allowedHelp'), numbers, setNumbers, 4)}
          {text(t('calls.allowedCountries'), t('calls.allowedCountriesHelp'), countries, setCountries, 4)}
        </div>
        <p className="dim">{t('calls.stopAlways')}</p>
        {save.error && (
          <p className="red" role="alert">
            {problemText(save.error)}
          </p>
        )}
        {mayChange && (
          <div className="row">
            <Button type="submit" variant="filled" loading={save.isPending}>
              {t('common.save')}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}
