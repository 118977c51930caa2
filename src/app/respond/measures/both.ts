import { inDutch } from '../../../api/dutch/in-dutch.ts';
import type { Text } from '../../../core/text.ts';

/** What parts say in English, several of them with semicolons between, in both languages. */
export function both(said: string): Text {
  return {
    nl: said
      .split('; ')
      .map((part) => inDutch(part))
      .join('; '),
    en: said,
  };
}
