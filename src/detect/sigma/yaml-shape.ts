import { parseAllDocuments } from 'yaml';
import { isMap } from './is-map.ts';
import { longestFile, mostDocuments, plainDocuments } from './plain-documents.ts';
import { refuse } from './refusal.ts';

const mostAliases = 100;

/**
 * The documents of a YAML file as plain values. Refuses what YAML calls an error, duplicate keys, more than one page of
 * anchors, files too long for a rule, and empty files.
 */
export function readDocuments(text: string): readonly Record<string, unknown>[] {
  if (text.length > longestFile) refuse(`the file is longer than ${longestFile} characters`);
  const plain = plainDocuments(text);
  if (plain) return plain;
  let values: unknown[];
  try {
    const documents = parseAllDocuments(text, { uniqueKeys: true, logLevel: 'error' });
    if (!Array.isArray(documents)) refuse('the file is empty');
    if (documents.length > mostDocuments) refuse(`the file has more than ${mostDocuments} documents`);
    for (const document of documents) {
      const [error] = document.errors;
      if (error) refuse(`YAML: ${error.message.split('\n')[0].trim().replace(/:$/, '')}`);
    }
    values = documents.map((document) => document.toJS({ maxAliasCount: mostAliases }));
  } catch (error) {
    if (error instanceof ReferenceError) refuse(`YAML: ${error.message}`);
    if (error instanceof RangeError) refuse('YAML: nested too deep');
    throw error;
  }
  const maps = values.filter((value) => value !== null);
  if (maps.length === 0) refuse('the file is empty');
  return maps.map((value) => (isMap(value) ? value : refuse('a document of the file is not a map')));
}
