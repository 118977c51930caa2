import { useTranslation } from 'react-i18next';

/** New rows announce themselves here and wait until somebody asks for them. */
export function NewRows({ count, onShow }: { count: number; onShow: () => void }) {
  const { t } = useTranslation();
  return (
    <div aria-live="polite" className="bw-new-rows no-print">
      {count > 0 && (
        <div className="bw-notice">
          <button type="button" className="link strong" onClick={onShow}>
            {t('common.showNew', { count })}
          </button>
        </div>
      )}
    </div>
  );
}
