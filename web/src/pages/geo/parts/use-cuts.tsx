import { Button, Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeoCut } from '../../../../../src/api/schema/geo.ts';
import { RequestError } from '../../../api/problem.ts';
import { CutList } from '../policies/cut-list.tsx';

interface Asked {
  readonly cuts: readonly GeoCut[];
  readonly total: number;
  readonly answer: (yes: boolean) => void;
}

/**
 * For acts that may cut off somebody who works now: the server refuses them the first time and names who; here they are shown,
 * and the act goes again once the person says that they mean it. Refused as before when they do not.
 */
export function useCuts(): {
  /** Rejects as the act does. */
  readonly run: <T>(act: (acknowledgeCuts: boolean) => Promise<T>) => Promise<T>;
  readonly dialog: ReactNode;
} {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Asked>();
  const ask = (problem: RequestError) =>
    new Promise<boolean>((resolve) => {
      const { cuts = [], cutsTotal = 0 } = problem.more as { cuts?: GeoCut[]; cutsTotal?: number };
      const answer = (yes: boolean) => {
        setAsked(undefined);
        resolve(yes);
      };
      setAsked({ cuts, total: cutsTotal, answer });
    });
  return {
    run: async (act) => {
      try {
        return await act(false);
      } catch (error) {
        if (!(error instanceof RequestError) || error.kind !== 'geo-cuts' || !(await ask(error))) throw error;
        return act(true);
      }
    },
    dialog: asked && (
      <Modal opened onClose={() => asked.answer(false)} title={t('geo.cutsTitle')} size={580}>
        <div className="stack loose">
          <p>{t('geo.cutsAckText')}</p>
          <CutList cuts={asked.cuts} total={asked.total} acts={undefined} />
          <div className="bw-dialog-foot">
            <Button onClick={() => asked.answer(false)}>{t('common.cancel')}</Button>
            <Button variant="filled" color="red" onClick={() => asked.answer(true)}>
              {t('geo.cutsAck')}
            </Button>
          </div>
        </div>
      </Modal>
    ),
  };
}
