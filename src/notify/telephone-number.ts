import { EmergencyReader } from '../core/phone/emergency.ts';
import { ChannelError } from './channel.ts';
import { clean } from './clean.ts';

/** How a gateway or carrier wants numbers: +31612345678, 0031612345678 or 31612345678. */
export type NumberForm = 'plus' | 'zeros' | 'digits';

const before: Readonly<Record<NumberForm, string>> = { plus: '+', zeros: '00', digits: '' };

/** Every country's, in every spelling. */
const emergency = new EmergencyReader({
  country: '',
  internationalPrefixes: ['00', '011'],
  nationalPrefix: '0',
  outsideLine: [],
  carrierPrefixes: [],
  shortCodes: [],
  callerIdPrefixes: [],
  emergencyCountries: [],
  areaCode: '',
  ownRanges: [],
  longestExtension: 0,
});

/**
 * A number (E.164 with plus; spaces, dots, dashes and brackets may stand in it) as it is dialled.
 *
 * @throws ChannelError when it is none, or an emergency number.
 */
export function readTelephoneNumber(text: string, form: NumberForm): string {
  const plain = text.replace(/\(0\)/g, '').replace(/[\s().\-/]/g, '');
  const digits = /^(?:\+|00)([1-9]\d{6,14})$/.exec(plain)?.[1];
  if (digits !== undefined && emergency.is(digits, true)) {
    throw new ChannelError(`${clean(text, 30)} is an emergency number: Belwacht never calls one`, false);
  }
  if (digits === undefined) {
    throw new ChannelError(`"${clean(text, 30)}" is no number with its country, such as +31612345678`, false);
  }
  return before[form] + digits;
}
