import type { PlaybookFault } from '../../core/playbook/fault.ts';
import type { Text } from '../../core/text.ts';

/** A fault as one sentence that names the step, and where it is when that is not the step itself. */
export function faultSentence({ step, stepName, path, sentence }: PlaybookFault): Text {
  const name = stepName.trim().slice(0, 80);
  const within = step !== '' && path.startsWith(`workflow.${step}`) ? path.slice(`workflow.${step}`.length + 1) : path;
  const tail = (text: string) => (within === '' || text.startsWith(within) ? text : `${within}: ${text}`);
  if (step === '') return { en: tail(sentence.en), nl: tail(sentence.nl) };
  return {
    en: `step ${name === '' ? step : `“${name}” (${step})`}: ${tail(sentence.en)}`,
    nl: `stap ${name === '' ? step : `“${name}” (${step})`}: ${tail(sentence.nl)}`,
  };
}
