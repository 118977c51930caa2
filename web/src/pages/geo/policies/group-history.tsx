import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GeoGroupVersionWire, GeoOwnGroup } from '../../../../../src/api/schema/geo.ts';
import { geoGroupVersionsQuery } from '../../../api/geo-queries.ts';
import { Answer } from '../../../parts/loading.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { useRuleWords } from './use-rule-words.ts';
import { VersionList } from './version-list.tsx';

/** Every version of a group: who, when, what came and what went; one is taken over into the form. */
export function GroupHistory({
  group,
  onTake,
}: {
  group: GeoOwnGroup;
  onTake: ((version: GeoGroupVersionWire) => void) | undefined;
}) {
  const { t } = useTranslation();
  const versions = useQuery(geoGroupVersionsQuery(group.name, group.version));
  return (
    <Answer of={versions} rows={3}>
      {(all) => (
        <VersionList
          versions={all}
          changes={(one, before) => <GroupChanges one={one} before={before} />}
          act={
            onTake && {
              has: (_, place) => place > 0,
              name: ({ version }) => t('geoHistory.groupTake', { version }),
              run: onTake,
              busy: false,
            }
          }
        />
      )}
    </Answer>
  );
}

const named = 20;

/** In the names of the reader, where the sentences of the server have codes. */
function GroupChanges({ one, before }: { one: GeoGroupVersionWire; before: GeoGroupVersionWire | undefined }) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const namesOf = (subjects: readonly string[]) =>
    [
      subjects.slice(0, named).map(words.subject).join(', '),
      subjects.length > named && t('geo.subjectsMore', { count: subjects.length - named }),
    ]
      .filter(Boolean)
      .join(' ');
  const lines: string[] = [];
  if (!before) {
    if (one.version === 1) lines.push(t('geoHistory.groupMade', { title: one.title, names: namesOf(one.subjects) }));
  } else {
    const come = one.subjects.filter((subject) => !before.subjects.includes(subject));
    const gone = before.subjects.filter((subject) => !one.subjects.includes(subject));
    if (before.removed) lines.push(t('geoHistory.groupBack'));
    if (one.title !== before.title) lines.push(t('geoHistory.groupTitle', { before: before.title, after: one.title }));
    if (come.length > 0) lines.push(t('geoHistory.groupAdded', { names: namesOf(come) }));
    if (gone.length > 0) lines.push(t('geoHistory.groupGone', { names: namesOf(gone) }));
    if (lines.length === 0) lines.push(t('geoHistory.groupSame'));
  }
  return lines.map((text) => (
    <li key={text}>
      <Raw text={text} max={600} />
    </li>
  ));
}
