import { Button, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/request.ts';
import { CopyLine } from '../../parts/copy.tsx';
import { IconShieldCheck } from '../../parts/icons.ts';
import { Mark } from '../../parts/mark.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import type { AuditVerdict } from './audit-query.ts';

/** Goes through the whole record and says whether it is as it was written. */
export function VerifyButton() {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const verify = useMutation({ mutationFn: () => get<AuditVerdict>('/api/v1/audit/verify') });
  const verdict = verify.data;
  return (
    <>
      <Button
        leftSection={<IconShieldCheck size={15} />}
        loading={verify.isPending}
        onClick={() => verify.mutate()}
        aria-label={verify.isPending ? t('audit.verifying') : undefined}
      >
        {t('audit.verify')}
      </Button>
      {(verdict || verify.error) && (
        <Modal opened onClose={() => verify.reset()} title={t('audit.verify')} size={620}>
          {verify.error && <p className="red">{problemText(verify.error)}</p>}
          {verdict && (
            <div className="stack">
              <Mark tone={verdict.ok ? 'green' : 'red'} soft>
                {verdict.ok ? t('audit.verified') : t('audit.broken')}
              </Mark>
              {verdict.ok ? (
                <>
                  <p>{t('audit.verifiedText', { count: verdict.entries, seq: verdict.head.seq })}</p>
                  <p className="dim">{t('audit.verifyNote')}</p>
                  <CopyLine text={`./belwacht audit verify --head ${verdict.head.seq}:${verdict.head.hash}`} />
                </>
              ) : (
                <p>
                  {t('audit.brokenText', { seq: verdict.fault?.seq ?? 0, sentence: verdict.fault?.sentence ?? '' })}
                </p>
              )}
            </div>
          )}
        </Modal>
      )}
    </>
  );
}
