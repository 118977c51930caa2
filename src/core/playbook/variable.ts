import type { VariableType } from './vocabularies.ts';

/** Section 10.18: a variable as a playbook or step declares it. */
export interface PlaybookVariable {
  readonly type: VariableType;
  readonly description?: string;
  /** Numbers and truth values are written as text; null: not known. */
  readonly value?: string | null;
  readonly constant?: boolean;
  /** Given by whoever starts the playbook. */
  readonly external?: boolean;
}

/** Values by name (`__name__`); null: not known. */
export type VariableValues = Readonly<Record<string, string | null>>;

/** A name: two underscores, a letter, then letters, digits, `_` and `-`, and two underscores; 250 characters at most. */
export const variableName = /^__[A-Za-z][A-Za-z0-9_-]{0,245}__$/;

/** `__name__:value` anywhere in a text. */
export const variableUse = /__([A-Za-z][A-Za-z0-9_-]{0,245}?)__:value/g;
