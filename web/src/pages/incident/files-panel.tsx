import { ActionIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { attachmentsQuery, incidentPath } from '../../api/incident-queries.ts';
import { download } from '../../api/request.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ByName } from '../../parts/by-name.tsx';
import { formatBytes } from '../../parts/bytes.ts';
import { IconDownload } from '../../parts/icons.ts';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Clock } from '../../parts/time.tsx';
import { toast } from '../../parts/toast.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { useRefusal } from './use-incident-act.ts';

/** Files of an incident with their hash, so that what is shown later can be held against what was kept. */
export function FilesPanel({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const refusal = useRefusal();
  const files = useQuery(attachmentsQuery(incident.id));
  const save = (id: string, name: string) =>
    void download(`${incidentPath(incident.id)}/attachments/${encodeURIComponent(id)}`, name).catch((error: unknown) =>
      toast({ title: t('common.actFailed'), text: refusal(error).join(' '), bad: true }),
    );
  return (
    <Panel id="files" title={t('incidents.files')} aside={incident.attachments || undefined} flush>
      <Answer of={files} rows={2}>
        {(all) =>
          all.length === 0 ? (
            <p className="dim bw-panel-body">{t('incidents.filesEmpty')}</p>
          ) : (
            <ul className="bw-lines">
              {all.map((file) => (
                <li key={file.id} className="bw-file">
                  <div>
                    <Raw text={file.name} max={120} className="strong" />{' '}
                    {file.internal && <span className="bw-internal">{t('incidents.internalMark')}</span>}
                    <div className="dim">
                      {formatBytes(language, file.size)} · <ByName name={file.by.name} />, <Clock at={file.addedAt} />
                    </div>
                    <code className="bw-hash" title={`${t('incidents.sha')} ${file.sha256}`}>
                      {file.sha256}
                    </code>
                  </div>
                  <ActionIcon
                    className="no-print"
                    aria-label={t('incidents.download', { name: visibleText(file.name) })}
                    onClick={() => save(file.id, file.name)}
                  >
                    <IconDownload size={16} />
                  </ActionIcon>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}
