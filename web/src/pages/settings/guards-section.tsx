import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { looksLikeAddress } from '../../acts/address.ts';
import { settingsQuery } from '../../api/queries.ts';
import type { Settings } from '../../api/types.ts';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { useSaveSettings } from './use-save-settings.ts';

/** What is never blocked: the allowlist, and your own networks. */
export function GuardsSection() {
  const settings = useQuery(settingsQuery);
  return (
    <Answer of={settings} rows={6}>
      {(data) => (
        <>
          <Allowlist settings={data} />
          <OwnNetworks settings={data} />
        </>
      )}
    </Answer>
  );
}

function Allowlist({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const save = useSaveSettings();
  const [value, setValue] = useState('');
  const [note, setNote] = useState('');
  const add = (event: FormEvent) => {
    event.preventDefault();
    const entry = { value: value.trim(), note: note.trim() };
    save.mutate(
      { allowlist: [...settings.allowlist.filter((one) => one.value !== entry.value), entry] },
      {
        onSuccess: () => {
          setValue('');
          setNote('');
        },
      },
    );
  };
  return (
    <Panel id="allowlist" title={t('settings.allowlist')} aside={t('settings.allowlistText')} flush>
      <ul className="bw-lines">
        {settings.allowlist.length === 0 && <li className="dim">{t('settings.allowlistEmpty')}</li>}
        {settings.allowlist.map((entry) => (
          <li key={entry.value} className="bw-setting-line">
            <span className="strong">{entry.value}</span>
            <span className="dim">{entry.note}</span>
            <Button
              onClick={() => save.mutate({ allowlist: settings.allowlist.filter((one) => one.value !== entry.value) })}
              aria-label={t('settings.allowlistRemove', { value: entry.value })}
            >
              {t('common.remove')}
            </Button>
          </li>
        ))}
      </ul>
      <form className="bw-inline-form" onSubmit={add}>
        <TextInput
          label={t('settings.allowlistValue')}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
          placeholder="198.51.100.0/24"
          error={value.trim() !== '' && !looksLikeAddress(value) && t('blocks.valueBad')}
          spellCheck={false}
        />
        <TextInput
          label={t('settings.allowlistNote')}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={200}
        />
        <Button type="submit" disabled={!looksLikeAddress(value)} loading={save.isPending}>
          {t('settings.allowlistAdd')}
        </Button>
      </form>
      {save.error && <p className="bw-panel-body red">{problemText(save.error)}</p>}
    </Panel>
  );
}

function OwnNetworks({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const save = useSaveSettings();
  const [value, setValue] = useState('');
  return (
    <Panel id="own-networks" title={t('settings.ownNetworks')} aside={t('settings.ownNetworksText')} flush>
      <ul className="bw-lines">
        {settings.ownNetworks.length === 0 && <li className="dim">{t('settings.ownNetworksEmpty')}</li>}
        {settings.ownNetworks.map((network) => (
          <li key={network} className="bw-setting-line">
            <span className="strong">{network}</span>
            <span />
            <Button
              onClick={() => save.mutate({ ownNetworks: settings.ownNetworks.filter((one) => one !== network) })}
              aria-label={t('settings.ownNetworksRemove', { value: network })}
            >
              {t('common.remove')}
            </Button>
          </li>
        ))}
      </ul>
      <form
        className="bw-inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(
            { ownNetworks: [...new Set([...settings.ownNetworks, value.trim()])] },
            { onSuccess: () => setValue('') },
          );
        }}
      >
        <TextInput
          label={t('settings.ownNetworks')}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
          placeholder="192.0.2.0/24"
          error={value.trim() !== '' && !looksLikeAddress(value) && t('blocks.valueBad')}
          spellCheck={false}
        />
        <Button type="submit" disabled={!looksLikeAddress(value)} loading={save.isPending}>
          {t('settings.ownNetworksAdd')}
        </Button>
      </form>
      {save.error && <p className="bw-panel-body red">{problemText(save.error)}</p>}
    </Panel>
  );
}
