import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoPolicyWire, GeoVersion } from '../../../../../src/api/schema/geo.ts';
import { geoVersionsQuery } from '../../../api/geo-queries.ts';
import { Confirm } from '../../../parts/confirm.tsx';
import { Answer } from '../../../parts/loading.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { DifferenceView } from './difference-view.tsx';
import { formOf } from './draft-policy.ts';
import { VersionChanges } from './version-changes.tsx';
import { VersionList } from './version-list.tsx';

/** Every version with who, when and what; compared, and the way back to it. */
export function HistoryPanel({
  policy,
  onRevert,
  busy,
  mayChange,
}: {
  policy: GeoPolicyWire;
  onRevert: (version: GeoVersion) => void;
  busy: boolean;
  mayChange: boolean;
}) {
  const { t } = useTranslation();
  const versions = useQuery({ ...geoVersionsQuery(policy.id, policy.version), placeholderData: keepPreviousData });
  const [asked, setAsked] = useState<GeoVersion>();
  return (
    <Panel id="history" title={t('geo.history')} aside={t('geo.historyText')} flush>
      <Answer of={versions} rows={4}>
        {(all) => (
          <VersionList
            versions={all}
            changes={(one) => <VersionChanges of={one} />}
            compare={(before, after) => <DifferenceView before={before.policy} after={after.policy} />}
            act={{
              has: (_, place) => place > 0 && mayChange,
              name: ({ version }) => t('geo.revert', { version }),
              run: setAsked,
              busy,
            }}
          />
        )}
      </Answer>
      {asked && (
        <Confirm
          title={t('geo.revertTitle', { version: asked.version })}
          submit={t('geo.revert', { version: asked.version })}
          busy={busy}
          onSubmit={() => {
            onRevert(asked);
            setAsked(undefined);
          }}
          onClose={() => setAsked(undefined)}
        >
          <p>{t('geo.revertText')}</p>
          {asked.policy.state === 'enforced' && <p className="strong">{t('geo.revertEnforced')}</p>}
          <DifferenceView before={formOf(policy)} after={asked.policy} />
        </Confirm>
      )}
    </Panel>
  );
}
