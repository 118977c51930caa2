import { useTranslation } from 'react-i18next';

const limits = ['limitVpn', 'limitSpoof', 'limitData', 'limitRoaming'] as const;

/** What geo-blocking cannot do, said where people trust it. */
export function LimitsNote({ open }: { open?: boolean }) {
  const { t } = useTranslation();
  return (
    <details className="bw-geo-policy-limits" open={open}>
      <summary>{t('geo.limits')}</summary>
      <ul>
        {limits.map((one) => (
          <li key={one}>{t(`geo.${one}`)}</li>
        ))}
      </ul>
    </details>
  );
}
