import { Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { settingsQuery } from '../../api/queries.ts';
import type { Mode } from '../../api/types.ts';
import { useWord } from '../../i18n/use-format.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { modes } from '../rules/mode-switch.tsx';
import { useSaveSettings } from './use-save-settings.ts';

/** One mode over all rules. */
export function ModeSection() {
  const { t } = useTranslation();
  const word = useWord();
  const problemText = useProblemText();
  const settings = useQuery(settingsQuery);
  const save = useSaveSettings();
  const [wanted, setWanted] = useState<Mode>();
  return (
    <Panel id="mode" title={t('settings.mode')}>
      <Answer of={settings} rows={3}>
        {(data) => (
          <div className="stack">
            <p className="dim">{t('settings.modeText')}</p>
            <Radio.Group aria-label={t('settings.mode')} value={data.mode} onChange={(mode) => setWanted(mode as Mode)}>
              <div className="stack">
                {modes.map((mode) => (
                  <Radio
                    key={mode}
                    value={mode}
                    label={<span className="strong">{word('mode', mode)}</span>}
                    description={t(`settings.modeChange_${mode}`)}
                  />
                ))}
              </div>
            </Radio.Group>
          </div>
        )}
      </Answer>
      {wanted && (
        <Confirm
          title={t('settings.modeChangeTitle', { mode: word('mode', wanted).toLowerCase() })}
          submit={t('settings.modeChangeSubmit', { mode: word('mode', wanted).toLowerCase() })}
          busy={save.isPending}
          onSubmit={() => save.mutate({ mode: wanted }, { onSuccess: () => setWanted(undefined) })}
          onClose={() => setWanted(undefined)}
        >
          <p>{t(`settings.modeChange_${wanted}`)}</p>
          {save.error && <p className="red">{problemText(save.error)}</p>}
        </Confirm>
      )}
    </Panel>
  );
}
