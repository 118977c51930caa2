import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../parts/page-header.tsx';

export function PlanPage() {
  const { t } = useTranslation();
  return <PageHeader tab={t('plan.title')} title={t('plan.title')} />;
}
