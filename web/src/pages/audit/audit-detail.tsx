import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { tenantsQuery } from '../../api/queries.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Raw } from '../../parts/raw.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { useActionWords } from './action-words.ts';
import type { AuditEntry } from './audit-query.ts';
import { Difference } from './difference.tsx';
import { Who } from './who.tsx';

/** One act in full. */
export function AuditDetail({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useActionWords();
  const nameOf = useTenantName();
  const tenants = useQuery(tenantsQuery).data ?? [];
  const { actor, object } = entry;
  return (
    <Modal opened onClose={onClose} title={words(entry.action)} size={680}>
      <div className="stack loose">
        <dl className="bw-pairs">
          <dt>{t('audit.when')}</dt>
          <dd>{format.exact(entry.at)}</dd>
          <dt>{t('audit.who')}</dt>
          <dd>
            <Who actor={actor} />
          </dd>
          {actor.address && (
            <>
              <dt>{t('audit.where')}</dt>
              <dd>
                <Raw text={actor.address} />
              </dd>
            </>
          )}
          <dt>{t('audit.why')}</dt>
          <dd>
            {entry.reason ? <Raw text={entry.reason} max={500} /> : <span className="dim">{t('audit.noReason')}</span>}
          </dd>
          {entry.rule && (
            <>
              <dt>{t('audit.rule')}</dt>
              <dd>
                <Link to="/rules/$id" params={{ id: entry.rule }}>
                  {entry.rule}
                </Link>
              </dd>
            </>
          )}
          <dt>{t('audit.object')}</dt>
          <dd>
            {words(object.kind)} <Raw text={object.id} max={200} mono />
          </dd>
          <dt>{t('common.customer')}</dt>
          <dd>{nameOf(entry.tenant, tenants.find(({ id }) => id === entry.tenant)?.name ?? '')}</dd>
          {entry.act && (
            <>
              <dt>{t('audit.asked')}</dt>
              <dd>
                <Raw text={entry.act} mono />
              </dd>
            </>
          )}
        </dl>
        <Difference entry={entry} />
        <details className="bw-audit-hash">
          <summary>{t('audit.entry', { seq: entry.seq })}</summary>
          <dl className="bw-pairs">
            <dt>{t('audit.hash')}</dt>
            <dd className="mono">{entry.hash}</dd>
            <dt>{t('audit.prevHash')}</dt>
            <dd className="mono">{entry.prevHash}</dd>
          </dl>
        </details>
      </div>
    </Modal>
  );
}
