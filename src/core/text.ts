/** A sentence in both languages of the product. */
export interface Text {
  readonly nl: string;
  readonly en: string;
}
