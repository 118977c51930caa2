import { readPlainYaml } from './plain-yaml.ts';

/** Longest rule file, characters. */
export const longestFile = 262_144;
/** Most documents in one. */
export const mostDocuments = 64;

/** The documents of a file of the part of YAML that rules are written in; undefined leaves any other to the full reader. */
export function plainDocuments(text: string): readonly Record<string, unknown>[] | undefined {
  if (text.length > longestFile) return undefined;
  const documents = readPlainYaml(text);
  return documents && documents.length > 0 && documents.length <= mostDocuments ? documents : undefined;
}
