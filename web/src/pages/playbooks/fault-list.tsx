import { useTranslation } from 'react-i18next';
import type { PlaybookFaultWire } from '../../../../src/api/schema/playbooks.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark } from '../../parts/mark.tsx';
import { Raw } from '../../parts/raw.tsx';

/** What is wrong with a playbook, step by step; `onStep` leads to a step. */
export function FaultList({
  faults,
  onStep,
}: {
  faults: readonly PlaybookFaultWire[];
  onStep?: (step: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const steps = Map.groupBy(faults, ({ step }) => step);
  return (
    <ul className="stack tight bw-playbook-faults">
      {[...steps].map(([step, all]) => {
        const name = all[0]!.stepName || step;
        return (
          <li key={step}>
            {step === '' ? (
              <span className="strong">{t('playbooks.whole')}</span>
            ) : onStep ? (
              <button type="button" className="link strong" onClick={() => onStep(step)}>
                <Raw text={name} max={100} />
              </button>
            ) : (
              <Raw text={name} max={100} className="strong" />
            )}
            <ul>
              {all.map(({ path, sentence, weight }) => (
                <li key={`${path} ${sentence.en}`}>
                  <Mark tone={weight === 'shape' ? 'red' : weight === 'flow' ? 'amber' : 'blue'} quiet>
                    <Raw text={format.text(sentence)} max={400} />
                  </Mark>
                </li>
              ))}
            </ul>
          </li>
        );
      })}
    </ul>
  );
}
