import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { geoCatalogueQuery } from '../../../api/geo-queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Answer } from '../../../parts/loading.tsx';

/** Templates to begin with, one click each. */
export function NewPolicyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const catalogue = useQuery(geoCatalogueQuery);
  return (
    <Modal opened onClose={onClose} title={t('geo.newFrom')} size={620}>
      <div className="stack loose">
        <p className="dim">{t('geo.newText')}</p>
        <Answer of={catalogue} rows={5}>
          {({ templates }) => (
            <ul className="bw-geo-policy-templates">
              {templates.map(({ id, title, about }) => (
                <li key={id}>
                  <Link
                    to="/geo/policies/$id"
                    params={{ id: 'new' }}
                    search={{ template: id }}
                    className="bw-geo-policy-template"
                  >
                    <span className="strong">{format.text(title)}</span>
                    <span className="dim">{format.text(about)}</span>
                  </Link>
                </li>
              ))}
              <li>
                <Link to="/geo/policies/$id" params={{ id: 'new' }} search={{}} className="bw-geo-policy-template">
                  <span className="strong">{t('geo.newEmpty')}</span>
                  <span className="dim">{t('geo.newEmptyText')}</span>
                </Link>
              </li>
            </ul>
          )}
        </Answer>
      </div>
    </Modal>
  );
}
