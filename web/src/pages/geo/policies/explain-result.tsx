import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { GeoExplained } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { useRuleWords } from './use-rule-words.ts';
import { VerdictIcon, VerdictMark } from './verdict-mark.tsx';

/** The verdict in a sentence, what the subject is, and the chain of reasons: the one that decided first. */
export function ExplainResult({ explained }: { explained: GeoExplained }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useRuleWords();
  const { subject, verdict, wished, service, because, kernel, kind } = explained;
  const sentence = t(`geo.explained-${verdict}`, {
    what: subject,
    service: t(`geo.service-${service}`),
    limit: words.limitOf(explained.limit),
  });
  return (
    <Panel flush>
      <div className="bw-geo-policy-verdict" role="status">
        <VerdictIcon verdict={verdict} size={26} />
        <div className="stack tight">
          <h2>{sentence}</h2>
          <p>
            {format.country(explained.country)}
            {explained.asNumber > 0 && (
              <>
                {' · '}
                <Raw text={`AS${explained.asNumber} ${explained.asName}`.trim()} max={60} />
              </>
            )}
            {explained.hosting && ` · ${t('geo.hosting')}`}
            {kind === 'number' && explained.numberKind && ` · ${t(`calls.kind-${explained.numberKind as 'premium'}`)}`}
            {explained.correction && (
              <>
                {' · '}
                <Raw text={t('geo.explainedCorrection', { note: explained.correction })} max={120} />
              </>
            )}
          </p>
          {wished !== verdict && (
            <Mark tone="blue">{t('geo.explainedWished', { verdict: t(`geo.done-${wished}`) })}</Mark>
          )}
          {explained.until && <p className="dim">{t('geo.explainedUntil', { at: format.clock(explained.until) })}</p>}
          {kind === 'address' &&
            (kernel === '' ? (
              <p className="dim">{t('geo.explainedKernelNone')}</p>
            ) : kernel === verdict ? (
              <Mark tone="green" quiet>
                {t('geo.explainedKernel')}
              </Mark>
            ) : (
              <Mark tone="red">{t('geo.explainedKernelOther', { verdict: t(`geo.done-${kernel}`) })}</Mark>
            ))}
        </div>
      </div>
      <h3 className="bw-geo-policy-why">{t('geo.because')}</h3>
      <ol className="bw-geo-policy-reasons">
        {because.map((reason) => (
          <li
            key={[reason.kind, reason.of, reason.policy, reason.rule, reason.sentence.en].join(' ')}
            className={reason.decided ? 'decided' : 'dim'}
          >
            <span className="bw-geo-policy-kind">
              <span className="strong">{t(`geo.reason-${reason.kind}`)}</span>
              <span className="dim">{t(reason.decided ? 'geo.becauseDecided' : 'geo.becauseOther')}</span>
            </span>
            <VerdictMark verdict={reason.verdict} />
            <span>
              <Raw text={format.text(reason.sentence)} max={400} />
              {reason.policy && reason.kind !== 'attack' && (
                <>
                  {' '}
                  <Link to="/geo/policies/$id" params={{ id: reason.policy }} hash={`rule-${reason.rule}`}>
                    {t('geo.becausePolicy')}
                  </Link>
                </>
              )}
              {reason.kind === 'attack' && (
                <>
                  {' '}
                  <Link to="/geo" search={{ view: 'attack' }}>
                    {t('geo.attack')}
                  </Link>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
