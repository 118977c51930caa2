import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../parts/page-header.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <div className="bw-crash">
      <PageHeader title={t('common.notFoundTitle')} />
      <p>
        {t('common.notFoundText')} <Link to="/">{t('shell.overview')}</Link>
      </p>
    </div>
  );
}
