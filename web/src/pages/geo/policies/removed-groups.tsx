import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { geoRemovedGroupsQuery } from '../../../api/geo-queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { Raw } from '../../../parts/raw.tsx';
import { RemovedBy } from './removed-by.tsx';
import { useRestoreGroup } from './use-restore-group.ts';
import { useRuleWords } from './use-rule-words.ts';

import './history.css';

const named = 8;

/** Groups that were removed, folded away, each with the way back. Nothing while none was. */
export function RemovedGroups() {
  const { t } = useTranslation();
  const words = useRuleWords();
  const mayChange = useMay()('geo:write');
  const removed = useQuery(geoRemovedGroupsQuery).data ?? [];
  const restore = useRestoreGroup();
  if (removed.length === 0) return null;
  return (
    <details className="bw-geo-policy-gone">
      <summary>{t('geoHistory.groupsRemoved', { count: removed.length })}</summary>
      <ul className="bw-lines">
        {removed.map(({ name, title, subjects, version, removedAt, removedBy }) => (
          <li key={name} className="bw-geo-policy-group">
            <span>
              <span className="strong">
                <Raw text={title} max={80} />
              </span>{' '}
              <code className="dim">{name}</code>
              <br />
              <span className="dim">
                <RemovedBy by={removedBy} at={removedAt} />
              </span>
            </span>
            <span>
              {subjects.slice(0, named).map(words.subject).join(', ')}
              {subjects.length > named && ` ${t('geo.subjectsMore', { count: subjects.length - named })}`}
            </span>
            {mayChange && (
              <Button
                disabled={restore.isPending}
                onClick={() => restore.mutate({ name, version })}
                aria-label={t('geoHistory.groupRestore', { name })}
              >
                {t('geoHistory.restore')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
