import { canonicalAddress } from '../../../core/ip.ts';
import type { VariableType } from '../../../core/playbook/vocabularies.ts';

const forms: Readonly<Partial<Record<VariableType, RegExp>>> = {
  bool: /^(?:true|false)$/i,
  integer: /^[+-]?\d{1,16}$/,
  long: /^[+-]?\d{1,20}$/,
  float: /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/,
  hash: /^[0-9a-fA-F]+$/,
  hexstring: /^(?:[0-9a-fA-F]{2})*$/,
  'mac-addr': /^[0-9a-fA-F]{2}(?:[:-][0-9a-fA-F]{2}){5}$/,
  'md5-hash': /^[0-9a-fA-F]{32}$/,
  'sha256-hash': /^[0-9a-fA-F]{64}$/,
  uri: /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/,
  uuid: /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
};

/** Longest value of a variable, in characters. */
export const longestValue = 10_000;

/** Whether text is a value of a type of variable. Empty text fits all: known to be empty. Addresses may carry a prefix length. */
export function valueFits(type: VariableType, value: string): boolean {
  if (value.length > longestValue) return false;
  if (value === '' || type === 'string' || type === 'dictionary') return true;
  if (type === 'ipv4-addr' || type === 'ipv6-addr') {
    const [address, prefix, ...rest] = value.split('/');
    const canonical = canonicalAddress(address);
    if (canonical === undefined || rest.length > 0) return false;
    const isV6 = canonical.includes(':');
    const most = isV6 ? 128 : 32;
    return (
      isV6 === (type === 'ipv6-addr') && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= most))
    );
  }
  return forms[type]?.test(value) ?? true;
}
