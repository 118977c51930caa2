import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoSuggestion } from '../../../../../src/api/schema/geo.ts';
import { useMay } from '../../../api/use-session.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { ByName } from '../../../parts/by-name.tsx';
import { Mark, type Tone } from '../../../parts/mark.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { Clock } from '../../../parts/time.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { useTenantNameOf } from '../policies/use-scope-name.ts';
import { type Decided, DecisionForm } from './decision-form.tsx';
import { FollowLink } from './follow-link.tsx';

const tones: Readonly<Record<Decided, Tone>> = { accepted: 'green', rejected: 'dim', later: 'amber' };
const verbs = [
  ['accepted', 'accept'],
  ['rejected', 'reject'],
  ['later', 'later'],
] as const;

/** One suggestion: its sentence, the evidence, and what was decided or can be. */
export function SuggestionLine({ review, suggestion }: { review: string; suggestion: GeoSuggestion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayWrite = useMay()('geo:write');
  const tenantName = useTenantNameOf();
  const [deciding, setDeciding] = useState<Decided>();
  const [changing, setChanging] = useState(false);
  const { decision } = suggestion;
  const what = visibleText(format.text(suggestion.sentence));
  const ofCustomer = suggestion.tenant !== '' && suggestion.tenant !== 'provider';
  return (
    <li className="bw-geo-review-line">
      <div className="stack tight">
        <p>
          {what}
          {ofCustomer && <span className="dim"> {visibleText(tenantName(suggestion.tenant))}</span>}
        </p>
        {suggestion.evidence.length > 0 && (
          <ul className="dim" aria-label={t('geoMap.evidence')}>
            {suggestion.evidence.map((text) => (
              <li key={text.en}>{visibleText(format.text(text))}</li>
            ))}
          </ul>
        )}
        {decision !== '' && (
          <p className="row wrap">
            <Mark tone={tones[decision]}>{t(`geoMap.decision-${decision}`)}</Mark>
            <span className="dim">
              <ByName name={suggestion.decidedBy} />
              {suggestion.decidedAt && (
                <>
                  {' · '}
                  <Clock at={suggestion.decidedAt} />
                </>
              )}
              {suggestion.note && (
                <>
                  {' · '}
                  <Raw text={suggestion.note} max={300} />
                </>
              )}
            </span>
          </p>
        )}
        {decision !== 'rejected' && <FollowLink suggestion={suggestion} />}
      </div>
      {mayWrite && (
        <div className="bw-geo-review-buttons no-print">
          {decision === '' || changing ? (
            verbs.map(([value, verb]) => (
              <Button key={value} aria-label={t(`geoMap.${verb}Name`, { what })} onClick={() => setDeciding(value)}>
                {t(`geoMap.${verb}`)}
              </Button>
            ))
          ) : (
            <Button
              variant="subtle"
              aria-label={t('geoMap.changeDecisionName', { what })}
              onClick={() => setChanging(true)}
            >
              {t('geoMap.changeDecision')}
            </Button>
          )}
        </div>
      )}
      {deciding && (
        <DecisionForm
          review={review}
          suggestion={suggestion}
          decision={deciding}
          onClose={() => {
            setDeciding(undefined);
            setChanging(false);
          }}
        />
      )}
    </li>
  );
}
