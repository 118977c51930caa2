/** What a record of mod_json_cdr or mod_xml_cdr says, values decoded. */
export interface PostedRecord {
  /** A variable of the channel, '' when it has none of that name. */
  variable(name: string): string;
  /** A part of the caller's profile in the first step of the call flow. */
  profile(name: string): string;
}

/** Longest text of one field, UTF-16 units; the rest is cut off. */
export const longestText = 512;

/** Text without its percent signs; as it stands where they encode nothing. */
export function decodeUrl(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
