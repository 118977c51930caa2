import { Button, NumberInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { settingsQuery } from '../../api/queries.ts';
import type { Settings } from '../../api/types.ts';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { useSaveSettings } from './use-save-settings.ts';

/** How much may be blocked at once. */
export function LimitsSection() {
  const { t } = useTranslation();
  const settings = useQuery(settingsQuery);
  return (
    <Panel id="limits" title={t('settings.limits')} aside={t('settings.limitsText')}>
      <Answer of={settings} rows={3}>
        {(data) => <Limits settings={data} />}
      </Answer>
    </Panel>
  );
}

function Limits({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const save = useSaveSettings();
  const [draft, setDraft] = useState({
    maxBlocksPerMinute: settings.maxBlocksPerMinute,
    minPrefix4: settings.minPrefix4,
    minPrefix6: settings.minPrefix6,
  });
  const changed = Object.entries(draft).some(([key, value]) => settings[key as keyof typeof draft] !== value);
  const field = (key: keyof typeof draft, label: string, min: number, max: number, help?: string) => (
    <NumberInput
      label={label}
      description={help}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={draft[key]}
      onChange={(value) => setDraft((old) => ({ ...old, [key]: Number(value) }))}
      min={min}
      max={max}
      clampBehavior="blur"
      allowDecimal={false}
    />
  );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(draft);
      }}
    >
      <div className="bw-form-three">
        {field('maxBlocksPerMinute', t('settings.maxBlocks'), 1, 10_000)}
        {field('minPrefix4', t('settings.minPrefix4'), 8, 32, t('settings.prefixHelp', { prefix: draft.minPrefix4 }))}
        {field('minPrefix6', t('settings.minPrefix6'), 16, 128, t('settings.prefixHelp', { prefix: draft.minPrefix6 }))}
      </div>
      {save.error && <p className="red">{problemText(save.error)}</p>}
      <div className="row">
        <Button type="submit" variant="filled" disabled={!changed} loading={save.isPending}>
          {t('common.save')}
        </Button>
        {changed && <span className="dim">{t('settings.unsaved')}</span>}
      </div>
    </form>
  );
}
