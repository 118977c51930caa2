import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../parts/page-header.tsx';

export function IncidentPage() {
  const { t } = useTranslation();
  return <PageHeader tab={t('incidents.title')} title={t('incidents.title')} />;
}
