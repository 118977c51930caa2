/** A piece of a document, whatever it is written out as. Texts are plain and fit to be read. */
export type Block =
  /** `quiet`: small, and not in the contents. */
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly quiet: boolean; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Numbered; `head` says who and when. The numbers go on from `from`. */
  | {
      readonly kind: 'steps';
      readonly from: number;
      readonly items: readonly { readonly head: string; readonly text: string }[];
    }
  | {
      readonly kind: 'table';
      readonly columns: readonly { readonly title: string; readonly weight: number }[];
      readonly rows: readonly (readonly string[])[];
    };

export interface PaperDocument {
  readonly title: string;
  readonly organisation: string;
  readonly language: 'nl' | 'en';
  /** Lines under the title: edition, state, days. */
  readonly facts: readonly string[];
  readonly blocks: readonly Block[];
}
