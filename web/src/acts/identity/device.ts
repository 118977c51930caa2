/** What a `User-Agent` tells a person: which browser on what; '' for what it does not tell. */
export interface Device {
  readonly browser: string;
  readonly system: string;
  readonly handheld: boolean;
}

const browsers: readonly (readonly [name: string, sign: RegExp])[] = [
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['Opera', /\b(OPR|Opera)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(Chrome|CriOS|HeadlessChrome)\//],
  ['Safari', /\bVersion\/[\d.]+ .*Safari\//],
  ['curl', /^curl\//],
];
const systems: readonly (readonly [name: string, sign: RegExp])[] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows NT\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMac OS X\b|\bMacintosh\b/],
  ['Linux', /\bLinux\b|\bX11\b/],
];

/** Reads a `User-Agent`. The order counts: most browsers name others too. */
export function deviceOf(userAgent: string): Device {
  const find = (list: typeof browsers) => list.find(([, sign]) => sign.test(userAgent))?.[0] ?? '';
  const system = find(systems);
  return { browser: find(browsers), system, handheld: ['iPhone', 'iPad', 'Android'].includes(system) };
}
