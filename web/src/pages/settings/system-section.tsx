import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { System } from '../../../../src/api/schema/keeping.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { formatBytes } from '../../parts/bytes.ts';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Fact, Facts, Panel } from '../../parts/panel.tsx';
import { Ago } from '../../parts/time.tsx';
import { IntakePanel } from '../sources/intake-panel.tsx';
import { systemQuery } from './keeping-queries.ts';
import { KeysPanel } from './keys-panel.tsx';

/** How Belwacht itself is doing: what troubles it, what it runs on, what takes space. */
export function SystemSection() {
  const { t } = useTranslation();
  const system = useQuery(systemQuery);
  return (
    <>
      <Panel id="system" title={t('keeping.system')} aside={t('keeping.systemText')}>
        <Answer of={system} rows={6}>
          {(data) => <Health system={data} />}
        </Answer>
      </Panel>
      <IntakePanel />
      {system.data && <Tables system={system.data} />}
      <KeysPanel />
    </>
  );
}

function Health({ system }: { system: System }) {
  const { t } = useTranslation();
  const format = useFormat();
  const size = (bytes: number) => formatBytes(format.language, bytes);
  const { database, disk, queues, geo, key, certificate, lastBackup } = system;
  return (
    <div className="stack loose">
      {system.troubles.length === 0 ? (
        <Mark tone="green">{t('keeping.allWell')}</Mark>
      ) : (
        <ul className="stack tight">
          {system.troubles.map(({ level, what }) => (
            <li key={what.en}>
              <Mark tone={level === 'critical' ? 'red' : 'amber'}>{format.text(what)}</Mark>
            </li>
          ))}
        </ul>
      )}
      <Facts>
        <Fact name={t('keeping.version')} more={`Node ${system.node}`}>
          {system.version}
        </Fact>
        <Fact name={t('keeping.running')} more={format.exact(system.startedAt)}>
          {format.duration((Date.now() - Date.parse(system.startedAt)) / 1000)}
        </Fact>
        <Fact
          name={t('keeping.database')}
          more={t('keeping.databaseMore', { version: database.version, connections: database.connections })}
        >
          {size(database.bytes)}, {database.embedded ? t('keeping.embedded') : t('keeping.external')}
        </Fact>
        <Fact name={t('keeping.disk')} more={disk.path}>
          {t('keeping.diskMore', { free: size(disk.freeBytes), total: size(disk.totalBytes) })}
        </Fact>
        <Fact
          name={t('keeping.queues')}
          more={queues.messagesFailed > 0 && t('keeping.messagesFailed', { count: queues.messagesFailed })}
        >
          {t('keeping.queuesMore', { batches: queues.batches, messages: queues.messagesWaiting })}
        </Fact>
        <Fact name={t('keeping.geo')} more={geo.stale && t('keeping.geoStale')}>
          {geo.date ? format.day(geo.date) : t('common.unknown')}
        </Fact>
        <Fact name={t('keeping.lastBackup')} more={lastBackup && !lastBackup.ok && lastBackup.error}>
          {lastBackup ? <Ago at={lastBackup.at} /> : t('keeping.never')}
        </Fact>
        <Fact name={t('keeping.key')} more={t('keeping.keyMore', { date: format.day(key.createdAt) })}>
          {key.id}
        </Fact>
        <Fact name={t('keeping.certificate')} more={certificate?.subject}>
          {certificate
            ? t('keeping.certificateUntil', { date: format.day(certificate.until) })
            : t('keeping.certificateNone')}
        </Fact>
      </Facts>
    </div>
  );
}

function Tables({ system }: { system: System }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = system.database.tables.slice(0, 12);
  return (
    <Panel id="tables" title={t('keeping.tables')} flush>
      <table className="bw-table" aria-label={t('keeping.tables')}>
        <thead>
          <tr>
            <th scope="col">{t('keeping.table')}</th>
            <th scope="col" className="num">
              {t('keeping.rowsHead')}
            </th>
            <th scope="col" className="num">
              {t('keeping.size')}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, rows, bytes }) => (
            <tr key={name}>
              <td data-phone="head">{name}</td>
              <td className="num" data-name={t('keeping.rowsHead')}>
                {format.number(rows)}
              </td>
              <td className="num" data-name={t('keeping.size')}>
                {formatBytes(format.language, bytes)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
