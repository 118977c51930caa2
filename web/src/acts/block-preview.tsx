import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DecisionPreview } from '../api/types.ts';
import { useFormat, useWord } from '../i18n/use-format.ts';
import { Mark } from '../parts/mark.tsx';
import { useProblemText } from '../parts/problem-notice.tsx';
import { Raw } from '../parts/raw.tsx';
import { GuardMark } from '../parts/state-marks.tsx';

/** Guards that refuse a block of a person too; the others only hold what Belwacht would do by itself. */
const refusing: ReadonlySet<string> = new Set([
  'not-an-address',
  'allowlist',
  'own-network',
  'operator-address',
  'prefix-size',
]);

/** The guard that refuses this block to everybody, if any. */
export function refusalOf(preview: DecisionPreview | undefined): DecisionPreview['guards'][number] | undefined {
  return preview?.guards.find((guard) => !guard.passed && refusing.has(guard.guard));
}

/** What a block would touch: how many addresses, whose, which guards speak, who is registered from there. */
export function BlockPreview({ asking, query }: { asking: boolean; query: UseQueryResult<DecisionPreview> }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  return (
    <div className="bw-preview" aria-live="polite">
      <h3>{t('blocks.preview')}</h3>
      {!asking ? (
        <p className="dim">{t('blocks.previewWait')}</p>
      ) : query.data ? (
        <Touched preview={query.data} />
      ) : query.error ? (
        <p className="amber">
          {t('blocks.previewFailed')} {problemText(query.error)}
        </p>
      ) : (
        <p className="dim">{t('blocks.previewBusy')}</p>
      )}
    </div>
  );
}

function Touched({ preview }: { preview: DecisionPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const refusal = refusalOf(preview);
  const warning = preview.guards.find((guard) => !guard.passed);
  return (
    <>
      <dl>
        <dt>{t('blocks.previewAddresses')}</dt>
        <dd>{preview.addresses}</dd>
        <dt>{t('common.country')}</dt>
        <dd>{format.country(preview.country)}</dd>
        <dt>{t('common.network')}</dt>
        <dd>{preview.asName ? <Raw text={preview.asName} /> : t('common.unknown')}</dd>
        <dt>{t('blocks.previewAccounts')}</dt>
        <dd>
          {preview.activeAccounts.length === 0
            ? t('blocks.previewNoAccounts')
            : preview.activeAccounts.slice(0, 8).map((account) => (
                <div key={`${account.tenant} ${account.userName} ${account.sourceIp}`}>
                  <Raw text={account.userName} /> <span className="dim">{account.sourceIp}</span>
                </div>
              ))}
        </dd>
      </dl>
      {preview.activeAccounts.length > 0 && (
        <Mark tone="amber" soft>
          {t('blocks.previewWarn', { count: preview.activeAccounts.length })}
        </Mark>
      )}
      {warning ? (
        <>
          <Mark tone={refusal ? 'red' : 'amber'} soft>
            {refusal
              ? t('blocks.previewHeld', { guard: word('guard', refusal.guard) })
              : t('blocks.previewWarned', { guard: word('guard', warning.guard) })}
          </Mark>
          <ul>
            {preview.guards
              .filter((guard) => !guard.passed)
              .map((guard) => (
                <GuardMark key={guard.guard} result={guard} />
              ))}
          </ul>
        </>
      ) : (
        <Mark tone="green">{t('blocks.previewClear')}</Mark>
      )}
    </>
  );
}
