import { Button, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoDataSettings } from '../../../../../src/api/schema/geo.ts';
import { geoDataSettingsQuery } from '../../../api/geo-queries.ts';
import { put } from '../../../api/request.ts';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';

/** The licence of MaxMind, and when an update waits for a person. */
export function UpdateSettings({ licence }: { licence: boolean }) {
  const settings = useQuery(geoDataSettingsQuery).data;
  if (!settings) return null;
  const version = `${settings.maxmindAccount} ${settings.holdAbove} ${settings.maxmindKeySet}`;
  return <SettingsForm key={version} settings={settings} licence={licence} />;
}

function SettingsForm({ settings, licence }: { settings: GeoDataSettings; licence: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [account, setAccount] = useState(settings.maxmindAccount);
  const [key, setKey] = useState('');
  // Shares as people write them: percent, one decimal.
  const [percent, setPercent] = useState(Math.round(settings.holdAbove * 1000) / 10);
  const save = useMutation({
    mutationFn: (maxmindKey: string | null) =>
      put<GeoDataSettings>('/api/v1/geo/data/settings', {
        maxmindAccount: account.trim(),
        maxmindKey,
        holdAbove: percent / 100,
      }),
    onSuccess: (saved) => {
      client.setQueryData(geoDataSettingsQuery.queryKey, saved);
      toast({ title: t('geoMap.settingsSaved'), brief: true });
    },
  });
  const changed = account.trim() !== settings.maxmindAccount || key !== '' || percent / 100 !== settings.holdAbove;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(key);
      }}
    >
      {licence && (
        <>
          <TextInput
            label={t('geoMap.maxmindAccount')}
            value={account}
            onChange={(event) => setAccount(event.currentTarget.value)}
            maxLength={100}
            autoComplete="off"
          />
          <PasswordInput
            label={t('geoMap.maxmindKey')}
            description={settings.maxmindKeySet ? t('geoMap.maxmindKeySet') : t('geoMap.maxmindKeyNone')}
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
            maxLength={200}
            autoComplete="off"
          />
        </>
      )}
      <NumberInput
        label={t('geoMap.holdAbove')}
        value={percent}
        onChange={(next) => setPercent(Number(next) || 0.1)}
        min={0.1}
        max={100}
        step={0.5}
        decimalScale={1}
      />
      {save.error && (
        <p className="red" role="alert">
          {problemText(save.error)}
        </p>
      )}
      <div className="row wrap">
        <Button type="submit" loading={save.isPending} disabled={!changed}>
          {t('common.save')}
        </Button>
        {licence && settings.maxmindKeySet && (
          <Button variant="subtle" onClick={() => save.mutate(null)}>
            {t('geoMap.maxmindForget')}
          </Button>
        )}
      </div>
    </form>
  );
}
