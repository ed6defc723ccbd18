import { Refusal } from '../../problems/index.ts';

const loopback: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** What a Host or Origin header may name. */
export interface OwnNames {
  readonly ports: ReadonlySet<number>;
  /** Besides loopback's, in lower case. */
  readonly hosts: readonly string[];
  readonly isTls?: boolean;
}

/** A page that a browser has loaded from elsewhere can reach loopback: by a name of its own that resolves to it, told by
 * Host, or straight, told by Origin. */
export function checkHost(given: readonly string[] | undefined, own: OwnNames): void {
  const [host = '', ...more] = given ?? [];
  if (more.length > 0) throw new Refusal('invalid-header', 'the request has more than one Host header');
  if (!isOwn(host, own)) {
    throw new Refusal(
      'host-not-allowed',
      `the Host header names another server; allowed are ${[...loopback, ...own.hosts].join(', ')} with the port of this one`,
    );
  }
}

export function checkOrigin(origin: string | undefined, own: OwnNames): void {
  if (origin === undefined) return;
  const [, scheme, host] = /^(https?):\/\/([^/]+)$/.exec(origin) ?? [];
  const isSame = scheme === (own.isTls === true ? 'https' : 'http');
  if (!isSame || host === undefined || !isOwn(host, own)) {
    throw new Refusal('origin-not-allowed', 'pages of other sites may not call this server');
  }
}

function isOwn(host: string, { ports, hosts, isTls }: OwnNames): boolean {
  const parts = /^(.+?)(?::([0-9]{1,5}))?$/.exec(host);
  const name = parts?.[1]?.toLowerCase();
  if (name === undefined || !ports.has(Number(parts?.[2] ?? (isTls === true ? 443 : 80)))) return false;
  return loopback.includes(name) || hosts.includes(name);
}
