import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookVersionWire, PlaybookWire } from '../../../../../src/api/schema/playbooks.ts';
import { playbookDiffQuery, playbookVersionsQuery } from '../../../api/playbook-queries.ts';
import { useMay } from '../../../api/use-session.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { ByName } from '../../../parts/by-name.tsx';
import { Empty } from '../../../parts/empty.tsx';
import { Answer } from '../../../parts/loading.tsx';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { Ago } from '../../../parts/time.tsx';
import { versionName } from '../parts/version-name.ts';
import { usePlaybookActs } from '../use-playbook-acts.tsx';
import { ChangeList } from './change-list.tsx';

/** Every version with who made it and when; any two compared, and the way back to an earlier one. */
export function VersionsView({ playbook }: { playbook: PlaybookWire }) {
  const { t } = useTranslation();
  const versions = useQuery(playbookVersionsQuery(playbook.id));
  const acts = usePlaybookActs(playbook);
  return (
    <>
      <Panel id="versions" title={t('playbooks.viewVersions')} aside={t('playbooks.versionsText')} flush>
        <Answer of={versions} rows={4}>
          {(all) =>
            all.length === 0 ? (
              <Empty title={t('playbooks.versionsNone')} />
            ) : (
              <ul className="bw-lines">
                {all.map((version) => (
                  <VersionLine key={version.modified} playbook={playbook} version={version} onUse={acts.activate} />
                ))}
              </ul>
            )
          }
        </Answer>
      </Panel>
      {versions.data && versions.data.length + (playbook.draft ? 1 : 0) > 1 && (
        <Compare playbook={playbook} versions={versions.data} />
      )}
      {acts.question}
    </>
  );
}

function VersionLine({
  playbook,
  version,
  onUse,
}: {
  playbook: PlaybookWire;
  version: PlaybookVersionWire;
  onUse: (modified: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay()('playbooks:write');
  const { modified, origin, by, at, active, offered, steps, activatedAt, activatedBy } = version;
  return (
    <li className="row wrap apart">
      <div className="stack tight">
        <p className="row wrap">
          <span className="strong">{versionName(modified, format.exact)}</span>
          {active && <Mark tone="green">{t('playbooks.state_active')}</Mark>}
          {offered && <Mark tone="blue">{t('playbooks.versionOffered')}</Mark>}
        </p>
        <p className="dim">
          {t('playbooks.stepsCount', { count: steps })} · {t(`playbooks.from_${origin}`)}
          {by && (
            <>
              {' · '}
              <ByName name={by} />
            </>
          )}{' '}
          · <Ago at={at} />
          {activatedAt &&
            ` · ${t('playbooks.versionActivated', { ago: format.ago(activatedAt, Date.now()), by: activatedBy || 'Belwacht' })}`}
        </p>
      </div>
      <div className="row wrap no-print">
        <Link to="/playbooks/$id" params={{ id: playbook.id }} search={{ version: modified }}>
          {t('playbooks.versionShow')}
        </Link>
        {may && !active && <Button onClick={() => onUse(modified)}>{t('playbooks.versionUse')}</Button>}
      </div>
    </li>
  );
}

function Compare({ playbook, versions }: { playbook: PlaybookWire; versions: readonly PlaybookVersionWire[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const choices = [
    ...(playbook.draft ? [{ value: 'draft', label: t('playbooks.draft') }] : []),
    ...versions.map(({ modified, active }) => ({
      value: modified,
      label: `${versionName(modified, format.exact)}${active ? ` (${t('playbooks.activeVersion')})` : ''}`,
    })),
  ];
  const [chosen, setChosen] = useState<{ from?: string; to?: string }>({});
  const inUse = versions.find(({ active }) => active)?.modified;
  const to = chosen.to ?? choices[0]!.value;
  const before =
    choices.find(({ value }) => value === inUse && value !== to) ?? choices.find(({ value }) => value !== to);
  const from = chosen.from ?? before!.value;
  const diff = useQuery({ ...playbookDiffQuery(playbook.id, from, to), enabled: from !== to });
  return (
    <Panel id="compare" title={t('playbooks.versionDiff')}>
      <div className="stack">
        <div className="bw-form-pair">
          <NativeSelect
            label={t('playbooks.diffFrom')}
            value={from}
            onChange={(event) => setChosen({ from: event.currentTarget.value, to })}
            data={choices}
          />
          <NativeSelect
            label={t('playbooks.diffTo')}
            value={to}
            onChange={(event) => setChosen({ from, to: event.currentTarget.value })}
            data={choices}
          />
        </div>
        {from === to ? (
          <p className="dim">{t('playbooks.diffNone')}</p>
        ) : (
          <Answer of={diff} rows={4}>
            {({ changes }) => <ChangeList changes={changes} />}
          </Answer>
        )}
      </div>
    </Panel>
  );
}
