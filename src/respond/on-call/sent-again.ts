import type { WayContent } from '../../core/on-call/way-adapter.ts';
import type { Text } from '../../core/text.ts';
import { gsmLength } from './gsm-text.ts';

/** Places in one SMS in the GSM alphabet. */
const smsPlaces = 160;

const line: Text = {
  nl: 'Opnieuw verstuurd: Belwacht viel uit terwijl dit onderweg was. Misschien heb je het al.',
  en: 'Sent again: Belwacht went down while this was on its way. You may have it already.',
};
const shortMark: Text = { nl: 'Opnieuw: ', en: 'Again: ' };
const spoken: Text = {
  nl: 'Misschien hoor je dit voor de tweede keer.',
  en: 'You may hear this for the second time.',
};

/** A message that may have arrived before a crash: it says so, where that fits. */
export function sentAgain(content: WayContent): WayContent {
  const { language, short, lines } = content;
  const marked = `${shortMark[language]}${short}`;
  const fits = (gsmLength(marked) ?? Number.POSITIVE_INFINITY) <= smsPlaces;
  return {
    ...content,
    lines: [line[language], ...lines],
    short: fits ? marked : short,
    spoken: content.spoken && { ...content.spoken, message: `${spoken[language]} ${content.spoken.message}` },
  };
}
