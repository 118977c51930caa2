import { securityLine } from './asterisk-lines.ts';
import type { DemoCustomer } from './customers.ts';
import { callDialogue, registerDialogue } from './sip-dialogue.ts';
import { sshLine } from './ssh-lines.ts';
import type { Actor, Stage } from './stage.ts';

/** Where the engineers of the simulated reseller sit. */
const workplace = '145.131.20.8';
const phoneModels = [
  'Yealink SIP-T46U 108.86.0.90',
  'snomD785/10.1.184.15',
  'Gigaset N510 IP PRO/42.259',
  'Grandstream GXP2170 1.0.11.79',
];

/** A phone in an office that registers again and again. */
export function phone(customer: DemoCustomer, account: string): Actor {
  return (stage) => {
    register(stage, customer, account);
    return stage.random.whole(55_000, 95_000);
  };
}

/** The people of an office calling each other and the outside world. */
export function callers(customer: DemoCustomer): Actor {
  return (stage) => {
    const { random } = stage;
    const from = random.pick(customer.accounts);
    const number =
      random.next() < 0.5
        ? random.pick(customer.accounts)
        : `0${random.whole(10, 88)}${random.whole(1_000_000, 9_999_999)}`;
    if (throughSbc(customer, from)) callDialogue(stage, caller(customer, from), number, 'accepted');
    else authenticate(stage, customer, from);
    return random.whole(15_000, 45_000);
  };
}

/** The phone that somebody gave the wrong password: it tries every 20 seconds, from a good address, for ever. */
export function wrongPasswordPhone(customer: DemoCustomer, account: string): Actor {
  return (stage) => {
    const attempt = { customer, account, address: customer.office, port: portOf(account) };
    securityLine(stage, 'ChallengeSent', attempt);
    securityLine(stage, 'ChallengeResponseFailed', attempt);
    return 20_000;
  };
}

/** An engineer who signs in to one server after another. */
export function engineer(customers: readonly DemoCustomer[]): Actor {
  return (stage) => {
    const server = stage.random.pick(customers).server?.host ?? stage.random.pick(customers).pbx.host;
    const port = stage.random.whole(32_768, 60_999);
    sshLine(
      stage,
      server,
      `Accepted publickey for beheer from ${workplace} port ${port} ssh2: ED25519 SHA256:${stage.random.hex(43)}`,
    );
    sshLine(stage, server, 'pam_unix(sshd:session): session opened for user beheer(uid=1000) by (uid=0)');
    return stage.random.whole(25_000, 50_000);
  };
}

/** Where there is an SBC half of the phones go through it, the others straight to the PBX. */
function throughSbc(customer: DemoCustomer, account: string): boolean {
  return customer.sbc !== undefined && Number(account) % 2 === 1;
}

function register(stage: Stage, customer: DemoCustomer, account: string): void {
  if (throughSbc(customer, account)) registerDialogue(stage, caller(customer, account), 'accepted');
  else authenticate(stage, customer, account);
}

function authenticate(stage: Stage, customer: DemoCustomer, account: string): void {
  const attempt = { customer, account, address: customer.office, port: portOf(account) };
  securityLine(stage, 'ChallengeSent', attempt);
  securityLine(stage, 'SuccessfulAuth', attempt);
}

function caller(customer: DemoCustomer, account: string) {
  const userAgent = phoneModels[Number(account) % phoneModels.length];
  return { customer, account, address: customer.office, port: portOf(account), userAgent };
}

/** Behind NAT every phone has a port of its own. */
function portOf(account: string): number {
  return 20_000 + Number(account);
}
