import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import { placeChecks } from './place-checks.ts';
import { type Config, configSchema } from './schema.ts';

/** A setting that stops the start; the message names file, line and what to do. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

type Path = readonly (string | number)[];

/** Where a setting stands: `belwacht.yaml:7`, or the variable it came from. */
type Locate = (path: Path) => string;
const located = new WeakMap<Config, Locate>();

/**
 * The error for a setting that turned out to be wrong only after the settings were read, such as a customer that does not
 * exist. `path` is written `files.0.tenant`, `what` as in `is not a customer`.
 */
export function wrongSetting(config: Config, path: string, what: string): ConfigError {
  const where = located.get(config)?.(path.split('.')) ?? 'settings';
  return new ConfigError(`${where}: ${path}: ${what}`);
}

/** Stops when files that a server needs at its start are not there. Throws ConfigError. */
export function demandPlaces(config: Config): void {
  const [first] = placeChecks(config);
  if (first) throw wrongSetting(config, first.path, first.message);
}

/**
 * Reads belwacht.yaml and the environment (BELWACHT_HTTP_PORT overrides http.port, and so for every plain setting).
 * `file` '' takes ./belwacht.yaml when it exists. Relative paths in the file are relative to the file.
 * Throws ConfigError.
 */
export function loadConfig(file: string, environment: Readonly<Record<string, string | undefined>>): Config {
  const path = file || (existsSync('belwacht.yaml') ? 'belwacht.yaml' : '');
  const lines = new LineCounter();
  let document: Document | undefined;
  let values: unknown = {};
  if (path) {
    let source: string;
    try {
      source = readFileSync(path, 'utf8');
    } catch (error) {
      throw new ConfigError(`${path}: cannot be read: ${(error as Error).message}`);
    }
    document = parseDocument(source, { lineCounter: lines, uniqueKeys: true });
    const [bad] = document.errors;
    if (bad) throw new ConfigError(`${path}:${lines.linePos(bad.pos[0]).line}: ${bad.message.split('\n')[0]}`);
    values = document.toJS({ maxAliasCount: 100 }) ?? {};
  }
  const overrides = applyEnvironment(values, environment);
  const locate: Locate = (at) => {
    for (let depth = at.length; depth > 0; depth--) {
      const variable = overrides.get(at.slice(0, depth).join('.'));
      if (variable !== undefined) return variable;
    }
    return `${path || 'settings'}:${document ? lineOf(document, lines, at) : 1}`;
  };
  const parsed = configSchema.safeParse(values);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const at = [...issue.path, ...(issue.code === 'unrecognized_keys' ? [issue.keys[0]] : [])] as Path;
    const name = at.join('.');
    const what =
      issue.code === 'unrecognized_keys'
        ? 'is not a setting; see belwacht.example.yaml for all of them'
        : issue.message;
    throw new ConfigError(`${locate(at)}: ${name || 'the file'}: ${what}`);
  }
  const config = resolvePaths(parsed.data, path ? dirname(resolve(path)) : process.cwd());
  located.set(config, locate);
  return config;
}

/**
 * Puts environment values where they belong; returns which setting came from which variable. A value may also stand in a
 * file (BELWACHT_DATABASE_URL_FILE=/run/secrets/…), as containers hand out secrets.
 */
function applyEnvironment(
  values: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): Map<string, string> {
  const from = new Map<string, string>();
  const known = new Set<string>();
  for (const [path, sample] of plainSettings(configSchema.parse({}))) {
    const name = `BELWACHT_${path.join('_').toUpperCase()}`;
    known.add(name).add(`${name}_FILE`);
    const variable = environment[name] === undefined ? `${name}_FILE` : name;
    const text = environment[name] ?? fromFile(variable, environment[variable]);
    if (text === undefined || typeof values !== 'object' || values === null) continue;
    let target = values as Record<string, unknown>;
    for (const key of path.slice(0, -1)) {
      if (typeof target[key] !== 'object' || target[key] === null) target[key] = {};
      target = target[key] as Record<string, unknown>;
    }
    target[path.at(-1)!] = fromText(text, sample);
    from.set(path.join('.'), variable);
  }
  // A variable of a group that names no setting of it is a slip of the pen, not somebody else's.
  for (const variable of Object.keys(environment)) {
    if (known.has(variable)) continue;
    const group = groups.find((name) => variable.startsWith(`BELWACHT_${name.toUpperCase()}_`));
    if (group)
      throw new ConfigError(`${variable}: is not a setting of ${group}; see belwacht.example.yaml for all of them`);
  }
  return from;
}

/** First words of names of settings: http.port is in http. */
const groups = Object.entries(configSchema.parse({}))
  .filter(([, value]) => typeof value === 'object' && !Array.isArray(value))
  .map(([key]) => key);

function fromFile(variable: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new ConfigError(`${variable}: ${path} cannot be read: ${(error as Error).message}`);
  }
}

function fromText(text: string, sample: unknown): unknown {
  if (typeof sample === 'number') return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  if (typeof sample === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (Array.isArray(sample)) return text.trimStart().startsWith('[') ? listOf(text) : listed(text);
  return text;
}

/** Lists of texts are written with commas, lists of groups (files, enforcers) as JSON. */
function listed(text: string): string[] {
  return text === '' ? [] : text.split(',').map((item) => item.trim());
}

function listOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Settings that one variable can give. */
function plainSettings(values: object, prefix: readonly string[] = []): [string[], unknown][] {
  return Object.entries(values).flatMap(([key, value]): [string[], unknown][] => {
    const path = [...prefix, key];
    if (Array.isArray(value)) return [[path, value]];
    return typeof value === 'object' ? plainSettings(value, path) : [[path, value]];
  });
}

function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
      );
      if (pair && isNode(pair.key) && pair.key.range) return lines.linePos(pair.key.range[0]).line;
    }
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function resolvePaths(config: Config, base: string): Config {
  const at = (path: string) => (path ? resolve(base, path) : '');
  return {
    ...config,
    data_dir: at(config.data_dir),
    keys: { dir: at(config.keys.dir) },
    backups: { dir: at(config.backups.dir) },
    rules_dir: at(config.rules_dir),
    http: {
      ...config.http,
      web_dir: at(config.http.web_dir),
      tls: { cert: at(config.http.tls.cert), key: at(config.http.tls.key) },
    },
    files: config.files.map((entry) => ({ ...entry, path: at(entry.path) })),
    syslog: {
      ...config.syslog,
      tls_cert: at(config.syslog.tls_cert),
      tls_key: at(config.syslog.tls_key),
      tls_ca: at(config.syslog.tls_ca),
    },
    sign_in: {
      oidc: config.sign_in.oidc.map((entry) => ({ ...entry, client_secret_file: at(entry.client_secret_file) })),
    },
    audit_syslog: { ...config.audit_syslog, ca: at(config.audit_syslog.ca) },
    phone: { ...config.phone, ca: at(config.phone.ca) },
    geo: {
      ...config.geo,
      country_mmdb: at(config.geo.country_mmdb),
      asn_mmdb: at(config.geo.asn_mmdb),
      kamailio: config.geo.kamailio.map((entry) => ({
        ...entry,
        token_file: at(entry.token_file),
        ca_file: at(entry.ca_file),
        table: at(entry.table),
      })),
    },
  };
}
