import { ActionIcon, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoOwnGroup } from '../../../../../src/api/schema/geo.ts';
import { geoGroupsQuery } from '../../../api/geo-queries.ts';
import { remove, versionOf } from '../../../api/request.ts';
import { useMay } from '../../../api/use-session.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { IconPencil, IconPlus, IconTrash } from '../../../parts/icons.ts';
import { Answer } from '../../../parts/loading.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { toast } from '../../../parts/toast.tsx';
import { GroupDialog } from './group-dialog.tsx';
import { RemovedGroups } from './removed-groups.tsx';
import { useRestoreGroup } from './use-restore-group.ts';
import { useRuleWords } from './use-rule-words.ts';

const path = (name: string) => `/api/v1/geo/groups/${encodeURIComponent(name)}`;

/** The provider's own groups: what is in each, to change and to remove. */
export function GroupsPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const words = useRuleWords();
  const mayChange = useMay()('geo:write');
  const groups = useQuery(geoGroupsQuery);
  const [open, setOpen] = useState<GeoOwnGroup | 'new'>();
  const restore = useRestoreGroup();
  const drop = useMutation({
    mutationFn: (group: GeoOwnGroup) => remove(path(group.name), { version: versionOf(group) }),
    onSuccess: (_, { name, version }) => {
      toast({
        title: t('geo.groupRemoved', { name }),
        act: { name: t('common.undo'), run: () => restore.mutate({ name, version }) },
      });
      return client.invalidateQueries({ queryKey: ['geo', 'policies'] });
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  return (
    <Panel id="groups" title={t('geo.groups')} aside={t('geo.groupsText')} flush>
      <Answer of={groups} rows={3}>
        {(all) =>
          all.length === 0 ? (
            <p className="bw-geo-policy-none dim">{t('geo.groupsEmpty')}</p>
          ) : (
            <ul className="bw-lines">
              {all.map((group) => (
                <li key={group.name} className="bw-geo-policy-group">
                  <span className="strong">
                    <Raw text={format.text(group.title)} max={80} /> <code className="dim">{group.name}</code>
                  </span>
                  <span>
                    {group.subjects.slice(0, 8).map(words.subject).join(', ')}
                    {group.subjects.length > 8 && ` ${t('geo.subjectsMore', { count: group.subjects.length - 8 })}`}
                  </span>
                  {mayChange && (
                    <span className="row">
                      <ActionIcon
                        size={30}
                        aria-label={t('geo.groupEdit', { name: group.name })}
                        onClick={() => setOpen(group)}
                      >
                        <IconPencil size={15} />
                      </ActionIcon>
                      <ActionIcon
                        size={30}
                        aria-label={t('geo.groupRemove', { name: group.name })}
                        onClick={() => drop.mutate(group)}
                      >
                        <IconTrash size={15} />
                      </ActionIcon>
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      <RemovedGroups />
      {mayChange && (
        <div className="bw-inline-form">
          <Button leftSection={<IconPlus size={15} />} onClick={() => setOpen('new')}>
            {t('geo.groupNew')}
          </Button>
        </div>
      )}
      {open && <GroupDialog group={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
    </Panel>
  );
}
