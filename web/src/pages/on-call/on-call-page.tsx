import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../parts/page-header.tsx';

export function OnCallPage() {
  const { t } = useTranslation();
  return <PageHeader tab={t('onCall.title')} title={t('onCall.title')} />;
}
