/** A sentence in both languages of the product. */
export interface Text {
  readonly nl: string;
  readonly en: string;
}

/** Several sentences as one. */
export function joinTexts(texts: readonly Text[], between = ' '): Text {
  return { nl: texts.map(({ nl }) => nl).join(between), en: texts.map(({ en }) => en).join(between) };
}
