import { defaultDialPlan } from './dial-plan.ts';
import { numberReader } from './normalise.ts';

/** Numbers for help of every country: where a call ends up is not known from a URI. */
const read = numberReader(defaultDialPlan(''));

/** How often something may be percent-encoded anew and still be found out. */
const mostLayers = 4;

/**
 * Whether calls that are sent to a SIP or tel URI (or a bare number) may end up at a number for help: its number has six digits or
 * fewer, or is one for help in any country and spelling. Devices differ in what of a user part they dial, so parameters, a password,
 * headers, percent-encoding and marks between digits are taken off first; a host that is digits alone counts as a number too.
 */
export function leadsToHelp(uri: string): boolean {
  const [, scheme = '', rest] = /^(?:(sips?|tel|callto|urn):)?(?:\/\/)?(.*)$/is.exec(uri.trim())!;
  if (scheme.toLowerCase() === 'urn') return true;
  const at = rest.lastIndexOf('@');
  if (at >= 0 && isForHelp(rest.slice(0, at))) return true;
  const isSip = /^sips?$/i.test(scheme);
  if (at < 0 && !isSip) return isForHelp(rest);
  const host = rest.slice(at + 1).replace(/[:;?].*$/s, '');
  return /^\+?[\d%]+$/.test(host) && isForHelp(host);
}

/** Each layer of percent-encoding is looked at: a device may take off one, two or none. */
function isForHelp(user: string): boolean {
  let text = user;
  for (let layer = 0; layer < mostLayers; layer++) {
    if (isHelpNumber(text)) return true;
    const plain = decoded(text);
    if (plain === text) return false;
    text = plain;
  }
  // So many layers are no number of anybody.
  return true;
}

function isHelpNumber(text: string): boolean {
  const bare = text.replace(/[;:?,&@].*$/s, '');
  const digits = bare.replace(/[\s"'().\-_~!/\\[\]]/g, '').replace(/#$/, '');
  if (/^\+*\d{1,6}$/.test(digits)) return true;
  return read(bare).kind === 'emergency' || read(digits).kind === 'emergency';
}

function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
