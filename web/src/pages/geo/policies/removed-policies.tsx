import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoRemovedPolicy } from '../../../../../src/api/schema/geo.ts';
import { geoRemovedPoliciesQuery } from '../../../api/geo-queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { Panel } from '../../../parts/panel.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { useTenant } from '../../../shell/use-tenant.ts';
import { RemovedBy } from './removed-by.tsx';
import { useRestorePolicy } from './use-restore-policy.ts';
import { useScopeName } from './use-scope-name.ts';

/** Shown before somebody asks for all of them. */
const first = 5;

/** What was removed: by whom, when, and the way back. Nothing while nothing was. */
export function RemovedPolicies() {
  const { t } = useTranslation();
  const tenant = useTenant();
  const removed = useQuery(geoRemovedPoliciesQuery).data ?? [];
  const [all, setAll] = useState(false);
  const restore = useRestorePolicy();
  const here = removed.filter(
    ({ policy: { scope } }) => !tenant || scope.level === 'provider' || scope.tenant === tenant,
  );
  if (here.length === 0) return null;
  return (
    <Panel id="removed-policies" title={t('geoHistory.removed')} aside={t('geoHistory.removedText')} flush>
      <ul className="bw-lines">
        {(all ? here : here.slice(0, first)).map((one) => (
          <RemovedLine
            key={one.id}
            removed={one}
            busy={restore.isPending}
            onRestore={() => restore.mutate({ id: one.id })}
          />
        ))}
      </ul>
      {!all && here.length > first && (
        <div className="bw-inline-form">
          <Button onClick={() => setAll(true)}>{t('geoHistory.removedAll', { count: here.length })}</Button>
        </div>
      )}
    </Panel>
  );
}

function RemovedLine({
  removed: { id, policy, removedAt, removedBy },
  busy,
  onRestore,
}: {
  removed: GeoRemovedPolicy;
  busy: boolean;
  onRestore: () => void;
}) {
  const { t } = useTranslation();
  const mayChange = useMay()('geo:write');
  const scope = useScopeName(policy.scope);
  return (
    <li className="row wrap apart">
      <div className="stack tight">
        <p>
          <Link to="/geo/policies/$id" params={{ id }} className="plain strong">
            <Raw text={policy.name} max={80} />
          </Link>{' '}
          <span className="dim">
            <Raw text={scope} max={60} />
          </span>
        </p>
        <p className="dim">
          <RemovedBy by={removedBy} at={removedAt} /> ·{' '}
          {t('geoHistory.removedWas', { state: t(`geo.state-${policy.state}`).toLowerCase() })}
        </p>
      </div>
      <div className="row">
        <Button renderRoot={(props) => <Link {...props} to="/geo/policies/$id" params={{ id }} hash="history" />}>
          {t('geo.history')}
        </Button>
        {mayChange && (
          <Button
            onClick={onRestore}
            disabled={busy}
            aria-label={t('geoHistory.restoreName', { name: visibleText(policy.name) })}
          >
            {t('geoHistory.restore')}
          </Button>
        )}
      </div>
    </li>
  );
}
