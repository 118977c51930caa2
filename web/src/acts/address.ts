/** True when the text looks like an address or range; the server has the last word. */
export function looksLikeAddress(text: string): boolean {
  const [address = '', prefix, ...rest] = text.trim().split('/');
  if (rest.length > 0) return false;
  const v4 = /^(\d{1,3}\.){3}\d{1,3}$/.test(address) && address.split('.').every((octet) => Number(octet) < 256);
  const v6 = /^[0-9a-f:.]{2,45}$/i.test(address) && address.split(':').length > 2;
  if (!v4 && !v6) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (v4 ? 32 : 128));
}
