import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { GeoRemovedPolicy } from '../../../../../src/api/schema/geo.ts';
import { geoRemovedPoliciesQuery, geoVersionsQuery } from '../../../api/geo-queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Answer } from '../../../parts/loading.tsx';
import { PageHeader } from '../../../parts/page-header.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { DifferenceView } from './difference-view.tsx';
import { RemovedBy } from './removed-by.tsx';
import { useRestorePolicy } from './use-restore-policy.ts';
import { useScopeName } from './use-scope-name.ts';
import { VersionChanges } from './version-changes.tsx';
import { VersionList } from './version-list.tsx';

/** At the address of a policy that is not there: what it was, or that it never was. */
export function MissingPolicy({ id }: { id: string }) {
  const { t } = useTranslation();
  const removed = useQuery(geoRemovedPoliciesQuery);
  return (
    <Answer of={removed} rows={8}>
      {(all) => {
        const found = all.find((one) => one.id === id);
        if (found) return <RemovedPolicy removed={found} />;
        return (
          <>
            <PageHeader title={t('geo.policy')} />
            <Panel>
              <Empty title={t('common.notFoundTitle')} text={t('geo.notFound')}>
                <Link to="/geo" search={{ view: 'policies' }}>
                  {t('geo.policies')}
                </Link>
              </Empty>
            </Panel>
          </>
        );
      }}
    </Answer>
  );
}

/** A removed policy with all its versions, each of which can be brought back. */
function RemovedPolicy({ removed: { id, version, policy, removedAt, removedBy } }: { removed: GeoRemovedPolicy }) {
  const { t } = useTranslation();
  const mayChange = useMay()('geo:write');
  const scope = useScopeName(policy.scope);
  const versions = useQuery(geoVersionsQuery(id, version));
  const restore = useRestorePolicy();
  const name = visibleText(policy.name);
  return (
    <>
      <PageHeader
        tab={name}
        title={<bdi>{name}</bdi>}
        lead={
          <Link to="/geo" search={{ view: 'policies' }} className="bw-geo-policy-back">
            {t('geo.policies')}
          </Link>
        }
        aside={scope}
      />
      <Panel>
        <div className="row wrap apart">
          <div className="stack tight">
            <p className="strong">{t('geoHistory.removedNow')}</p>
            <p className="dim">
              <RemovedBy by={removedBy} at={removedAt} />
            </p>
          </div>
          {mayChange && (
            <Button variant="filled" loading={restore.isPending} onClick={() => restore.mutate({ id })}>
              {t('geoHistory.restoreName', { name })}
            </Button>
          )}
        </div>
      </Panel>
      <Panel id="history" title={t('geo.history')} aside={t('geo.historyText')} flush>
        <Answer of={versions} rows={4}>
          {(all) => (
            <VersionList
              versions={all}
              changes={(one) => <VersionChanges of={one} />}
              compare={(before, after) => <DifferenceView before={before.policy} after={after.policy} />}
              act={{
                has: (_, place) => place > 0 && mayChange,
                name: (one) => t('geoHistory.restoreVersion', { version: one.version }),
                run: (one) => restore.mutate({ id, version: one.version }),
                busy: restore.isPending,
              }}
            />
          )}
        </Answer>
      </Panel>
    </>
  );
}
