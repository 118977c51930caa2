import { Autocomplete, Button, NumberInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoReviewSettings } from '../../../../../src/api/schema/geo.ts';
import { geoReviewSettingsQuery } from '../../../api/geo-queries.ts';
import { put } from '../../../api/request.ts';
import { useMay } from '../../../api/use-session.ts';
import { Panel } from '../../../parts/panel.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';
import { peopleQuery } from '../../people/people-queries.ts';

/** On which day of the month the check comes, and whose task it is. */
export function ReviewSettings({ settings, mayWrite }: { settings: GeoReviewSettings; mayWrite: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const people = useQuery({ ...peopleQuery, enabled: useMay()('people:read') && mayWrite }).data ?? [];
  const [owner, setOwner] = useState(settings.owner);
  const [day, setDay] = useState(settings.dayOfMonth);
  const save = useMutation({
    mutationFn: () => put<GeoReviewSettings>('/api/v1/geo/reviews/settings', { owner: owner.trim(), dayOfMonth: day }),
    onSuccess: (saved) => {
      client.setQueryData(geoReviewSettingsQuery.queryKey, saved);
      toast({ title: t('geoMap.settingsSaved'), brief: true });
    },
  });
  return (
    <Panel id="geo-review-settings" title={t('geoMap.reviewSettings')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Autocomplete
          label={t('geoMap.reviewOwner')}
          data={[...new Set(people.map(({ name }) => name))]}
          value={owner}
          onChange={setOwner}
          maxLength={200}
          disabled={!mayWrite}
        />
        <NumberInput
          label={t('geoMap.dayOfMonth')}
          value={day}
          onChange={(next) => setDay(Number(next) || 1)}
          min={1}
          max={28}
          allowDecimal={false}
          disabled={!mayWrite}
        />
        {save.error && (
          <p className="red" role="alert">
            {problemText(save.error)}
          </p>
        )}
        {mayWrite && (
          <div>
            <Button
              type="submit"
              loading={save.isPending}
              disabled={owner.trim() === settings.owner && day === settings.dayOfMonth}
            >
              {t('common.save')}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}
