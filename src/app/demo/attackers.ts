/**
 * The address of attacker `number`, counting from 0: of each network in turn, and another neighbour in the same network
 * every time round, so that blocked addresses do not come back soon.
 */
export function attacker(number: number): string {
  const bytes = first[number % first.length].split('.');
  const round = Math.floor(number / first.length);
  return [...bytes.slice(0, 3), ((Number(bytes[3]) + 37 * round) % 254) + 1].join('.');
}

/** Whether an address is of a network that the demo is attacked from. */
export function isAttacker(address: string): boolean {
  return networks.has(address.slice(0, address.lastIndexOf('.')));
}

/**
 * Addresses the demo pretends to be attacked from, spread over hosting and access networks of many countries so that map,
 * country and network have something to show. They are text in log lines and captures; nothing is ever sent to them.
 */
const first: readonly string[] = [
  '91.240.118.60', // RU
  '47.98.20.33', // CN
  '162.243.140.21', // US
  '62.210.15.41', // FR
  '191.252.88.14', // BR
  '213.6.120.5', // PS
  '118.193.31.20', // HK
  '141.98.10.60', // LT
  '41.33.120.8', // EG
  '14.161.22.40', // VN
  '139.162.88.4', // JP
  '51.89.22.14', // DE
  '103.28.52.14', // ID
  '77.247.109.20', // EE
  '45.76.113.20', // AU
  '197.210.44.17', // NG
  '5.160.88.3', // IR
  '46.19.139.18', // CH
  '189.203.11.4', // MX
  '211.198.20.7', // KR
  '167.99.12.44', // US
  '102.129.143.5', // ZA
  '78.186.44.10', // TR
  '121.40.71.5', // CN
  '85.209.11.30', // KG
  '195.154.200.18', // FR
  '113.160.201.9', // VN
  '45.134.144.7', // HK
  '201.17.32.8', // BR
  '107.174.33.10', // US
  '153.126.140.9', // JP
  '36.92.14.7', // ID
  '82.213.44.4', // PS
  '106.12.44.8', // CN
  '134.209.77.31', // US
  '1.246.219.30', // KR
];

const networks: ReadonlySet<string> = new Set(first.map((address) => address.slice(0, address.lastIndexOf('.'))));
