/**
 * Offset of the IP header in a captured frame, bytes[start, end): Ethernet with VLAN tags, Linux cooked captures v1 and v2,
 * raw IP, BSD loopback. −1 for frames that carry something else or are cut off, −2 for link types that are not read.
 * (https://www.tcpdump.org/linktypes.html)
 */
export function ipOffset(bytes: Buffer, start: number, end: number, linkType: number): number {
  switch (linkType) {
    case 1:
      return afterEtherType(bytes, start + 12, end);
    case 113:
      return afterEtherType(bytes, start + 14, end);
    case 276:
      // The protocol comes first, the packet after 20 bytes; VLAN tags were taken off by the kernel.
      return end - start >= 20 && isIp((bytes[start] << 8) | bytes[start + 1]) ? start + 20 : -1;
    case 0:
    case 108:
      return end - start > 4 ? start + 4 : -1;
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return end > start ? start : -1;
    default:
      return -2;
  }
}

function afterEtherType(bytes: Buffer, at: number, end: number): number {
  let position = at;
  // Two tags are the rule of a provider's network, more than four are nobody's.
  for (let tags = 0; tags < 4 && position + 2 <= end; tags++) {
    const type = (bytes[position] << 8) | bytes[position + 1];
    if (isIp(type)) return position + 2;
    if (type !== 0x8100 && type !== 0x88a8 && type !== 0x9100) return -1;
    position += 4;
  }
  return -1;
}

function isIp(etherType: number): boolean {
  return etherType === 0x0800 || etherType === 0x86dd;
}
