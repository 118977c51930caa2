import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../parts/page-header.tsx';

export function PlaybooksPage() {
  const { t } = useTranslation();
  return <PageHeader tab={t('playbooks.title')} title={t('playbooks.title')} />;
}
