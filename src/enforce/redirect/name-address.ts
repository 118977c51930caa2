/** A name-addr or addr-spec of a header (RFC 3261 section 20.10), as it is written. */
export interface NameAddress {
  readonly uri: string;
  /** Header parameters with their semicolon; '' without. */
  readonly params: string;
}

/**
 * Reads the only or first element of a From, To, Contact or P-Asserted-Identity value. Undefined when a quote or an angle
 * bracket never closes. A display name without quotes may hold anything but those. Without angle brackets everything
 * after the first semicolon belongs to the header.
 */
export function readNameAddress(value: string): NameAddress | undefined {
  let at = 0;
  while (at < value.length) {
    const c = value.charCodeAt(at);
    if (c === 0x22) {
      at = closingQuote(value, at);
      if (at < 0) return undefined;
    } else if (c === 0x3c) {
      const close = value.indexOf('>', at);
      if (close < 0) return undefined;
      return { uri: value.slice(at + 1, close).trim(), params: value.slice(close + 1, elementEnd(value, close + 1)) };
    } else if (c === 0x3b) break;
    else if (c === 0x3e) return undefined;
    at++;
  }
  const uri = value.slice(0, at);
  const comma = uri.indexOf(',');
  return comma < 0
    ? { uri: uri.trim(), params: value.slice(at, elementEnd(value, at)) }
    : { uri: uri.slice(0, comma).trim(), params: '' };
}

/** Elements of a comma-separated header value; commas in quotes and in angle brackets do not part them. */
export function splitList(value: string): string[] {
  if (!value.includes(',')) return [value];
  const elements: string[] = [];
  for (let at = 0; at <= value.length; ) {
    const end = elementEnd(value, at);
    const element = value.slice(at, end).trim();
    if (element !== '') elements.push(element);
    at = end + 1;
  }
  return elements;
}

/** Place of the comma that ends the element at `from`, or the length. A quote that never closes takes the rest. */
export function elementEnd(value: string, from: number): number {
  let inBrackets = false;
  for (let at = from; at < value.length; at++) {
    const c = value.charCodeAt(at);
    if (c === 0x22) {
      at = closingQuote(value, at);
      if (at < 0) return value.length;
    } else if (c === 0x3c) inBrackets = true;
    else if (c === 0x3e) inBrackets = false;
    else if (c === 0x2c && !inBrackets) return at;
  }
  return value.length;
}

/** Place of the quote that closes the one at `at`, -1 without; a backslash takes the next character along. */
export function closingQuote(value: string, at: number): number {
  for (let i = at + 1; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c === 0x22) return i;
    if (c === 0x5c) i++;
  }
  return -1;
}

/**
 * Value of a parameter among `;name=value;name` (names without case), without quotes; '' for one without a value,
 * undefined when it is not there.
 */
export function paramOf(params: string, name: string): string | undefined {
  let at = 0;
  while (at < params.length) {
    const semicolon = params.indexOf(';', at);
    if (semicolon < 0) return undefined;
    let end = semicolon + 1;
    let equals = -1;
    while (end < params.length && params.charCodeAt(end) !== 0x3b) {
      const c = params.charCodeAt(end);
      if (c === 0x3d && equals < 0) equals = end;
      if (c === 0x22) {
        const close = closingQuote(params, end);
        if (close < 0) return undefined;
        end = close;
      }
      end++;
    }
    const nameEnd = equals < 0 ? end : equals;
    if (
      params
        .slice(semicolon + 1, nameEnd)
        .trim()
        .toLowerCase() === name
    ) {
      const value = params.slice(nameEnd + 1, end).trim();
      return value.startsWith('"') ? unquoted(value) : value;
    }
    at = end;
  }
  return undefined;
}

/** Content of a quoted string, backslashes resolved. */
export function unquoted(value: string): string {
  const close = closingQuote(value, 0);
  return value.slice(1, close < 0 ? value.length : close).replace(/\\(.)/g, '$1');
}
