import { securityLine } from './asterisk-lines.ts';
import type { DemoCustomer } from './customers.ts';
import { callDialogue, openDialogue, registerDialogue } from './sip-dialogue.ts';
import { sshLine } from './ssh-lines.ts';
import type { Actor, Stage } from './stage.ts';

/** One attacker going through a list of attempts; a blocked one stops at once and `stopped` is told. */
function attempts(
  address: string,
  count: number,
  pause: number,
  act: (stage: Stage, turn: number) => void,
  stopped: () => void,
): Actor {
  let turn = 0;
  return (stage) => {
    if (stage.blocked(address)) {
      stopped();
      return undefined;
    }
    act(stage, turn++);
    return turn < count ? stage.random.whole(Math.ceil(pause * 0.7), Math.ceil(pause * 1.3)) : undefined;
  };
}

/** What an attack needs to know. */
export interface Target {
  readonly customer: DemoCustomer;
  readonly address: string;
  /** Called once when the address turned out to be blocked. */
  stopped(): void;
}

/** Guesses passwords of one account of a PBX as fast as it can. */
export function fastGuessing({ customer, address, stopped }: Target): Actor {
  const account = customer.accounts[0];
  return attempts(
    address,
    240,
    160,
    (stage) => {
      const attempt = { customer, account, address, port: stage.random.whole(5060, 5099) };
      securityLine(stage, 'ChallengeSent', attempt);
      securityLine(stage, 'ChallengeResponseFailed', attempt);
    },
    stopped,
  );
}

/** Guesses passwords of one account of an SBC with a well-known tool. */
export function toolGuessing({ customer, address, stopped }: Target): Actor {
  return attempts(
    address,
    120,
    400,
    (stage) => {
      const caller = { customer, account: customer.accounts[1], address, port: 5060, userAgent: 'friendly-scanner' };
      registerDialogue(stage, caller, 'refused');
    },
    stopped,
  );
}

/** One of many addresses that together guess at one account; each alone is slow. */
export function sharedGuessing({ customer, address, stopped }: Target): Actor {
  const account = customer.accounts.at(-1)!;
  return attempts(
    address,
    4,
    25_000,
    (stage) => {
      const attempt = { customer, account, address, port: stage.random.whole(1024, 60_999) };
      securityLine(stage, 'ChallengeSent', attempt);
      securityLine(stage, 'ChallengeResponseFailed', attempt);
    },
    stopped,
  );
}

/** Tries which accounts exist on a PBX. */
export function enumeration({ customer, address, stopped }: Target): Actor {
  return attempts(
    address,
    180,
    220,
    (stage, turn) =>
      securityLine(stage, 'InvalidAccountID', { customer, account: String(1000 + turn), address, port: 5071 }),
    stopped,
  );
}

/** Asks every SBC with OPTIONS whether it is there, twice a second; some say that they are a scanner, some do not. */
export function sweep(customers: readonly DemoCustomer[], { address, stopped }: Target): Actor {
  let userAgent = '';
  return attempts(
    address,
    100,
    450,
    (stage, turn) => {
      const customer = customers[turn % customers.length];
      userAgent ||= stage.random.pick(['sipvicious', 'Cisco-SIPGateway/IOS-12.x', 'sip-ping 1.2']);
      const dialogue = openDialogue(stage, { customer, account: '100', address, port: 5062, userAgent });
      dialogue.request('OPTIONS', '100', false);
      dialogue.response(200, 'Keepalive', 'OPTIONS', '100');
    },
    stopped,
  );
}

const outsidePrefixes = [
  '',
  '0',
  '00',
  '000',
  '9',
  '900',
  '9011',
  '011',
  '+',
  '8',
  '800',
  '0011',
  '99',
  '9900',
  '1',
  '*',
];

/** Looks for the digits that give an outside line, to an expensive number abroad. */
export function outsideLine({ customer, address, stopped }: Target): Actor {
  return attempts(
    address,
    outsidePrefixes.length * 4,
    900,
    (stage, turn) => {
      const number = `${outsidePrefixes[turn % outsidePrefixes.length]}972595${String(183_136 + Math.floor(turn / 16))}`;
      const caller = { customer, account: '1000', address, port: 5074, userAgent: 'PolycomSoundPointIP-SPIP_550' };
      callDialogue(stage, caller, number, turn % 3 === 0 ? 'challenged' : 'not-found');
    },
    stopped,
  );
}

const commonNames = ['root', 'admin', 'asterisk', 'pi', 'ubuntu', 'freepbx', 'test', 'postgres'];

/** Guesses ssh passwords on a server. */
export function sshGuessing({ customer, address, stopped }: Target): Actor {
  const host = customer.server?.host ?? customer.pbx.host;
  return attempts(
    address,
    90,
    600,
    (stage, turn) => {
      const name = commonNames[turn % commonNames.length];
      const port = stage.random.whole(32_768, 60_999);
      const who = name === 'root' ? 'root' : `invalid user ${name}`;
      if (name !== 'root') sshLine(stage, host, `Invalid user ${name} from ${address} port ${port}`);
      sshLine(stage, host, `Failed password for ${who} from ${address} port ${port} ssh2`);
    },
    stopped,
  );
}

/** Guesses one account slowly enough to stay unseen, gets in, and calls abroad. */
export function patientGuessing({ customer, address, stopped }: Target): Actor {
  const guesses = 5;
  return attempts(
    address,
    guesses + 4,
    8000,
    (stage, turn) => {
      const caller = { customer, account: customer.accounts[2], address, port: 5066, userAgent: 'Linksys-SPA942' };
      if (turn < guesses) registerDialogue(stage, caller, 'refused');
      else if (turn === guesses) registerDialogue(stage, caller, 'accepted');
      else callDialogue(stage, caller, `0088${stage.random.whole(160_000_000, 169_999_999)}`, 'accepted');
    },
    stopped,
  );
}
