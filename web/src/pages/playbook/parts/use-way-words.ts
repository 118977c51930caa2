import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { StepType } from '../../../../../src/core/playbook/vocabularies.ts';
import { visibleText } from '../../../parts/visible-text.ts';
import type { Way } from '../model/flow.ts';

/** What stands beside a way in the graph and in the editor, and above a branch where it is read. */
export function useWayWords() {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      of: ({ kind, word }: Way, from: StepType): string => {
        if (kind === 'case') return word === 'default' ? t('playbooks.way_default') : visibleText(word);
        if (kind === 'branch') return t('playbooks.way_branch', { word: letterOf(Number(word)) });
        if (kind !== 'then') return t(`playbooks.way_${kind}`);
        if (from === 'parallel') return t('playbooks.way_after');
        if (from === 'while-condition') return t('playbooks.way_ended');
        return t(
          from === 'if-condition' || from === 'switch-condition' ? 'playbooks.way_afterwards' : 'playbooks.way_then',
        );
      },
      heading: ({ kind, word }: Way): string => {
        switch (kind) {
          case 'branch':
            return t('playbooks.branchOf', { word: letterOf(Number(word)) });
          case 'yes':
            return t('playbooks.branchYes');
          case 'no':
            return t('playbooks.branchNo');
          case 'round':
            return t('playbooks.branchRound');
          case 'case':
            return word === 'default'
              ? t('playbooks.branchDefault')
              : t('playbooks.branchCase', { word: visibleText(word) });
          default:
            return t('playbooks.branchFailed');
        }
      },
    }),
    [t],
  );
}

/** The letter that steps of a branch carry in their number. */
function letterOf(place: number): string {
  return place >= 1 && place <= 26 ? String.fromCharCode(96 + place) : String(place);
}
