import { Refusal } from '../../problems/index.ts';

const hosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A page that a browser has loaded from elsewhere can reach loopback: by a name of its own that resolves to it, told by
 * Host, or straight, told by Origin. */
export function checkHost(given: readonly string[] | undefined, ownPorts: ReadonlySet<number>): void {
  const [host = '', ...more] = given ?? [];
  if (more.length > 0) throw new Refusal('invalid-header', 'the request has more than one Host header');
  if (!isOwn(host, ownPorts)) {
    throw new Refusal(
      'host-not-allowed',
      'the Host header names another server; allowed are localhost, 127.0.0.1 and [::1] with the port of this one',
    );
  }
}

export function checkOrigin(origin: string | undefined, ownPorts: ReadonlySet<number>): void {
  if (origin === undefined) return;
  const host = /^http:\/\/([^/]+)$/.exec(origin)?.[1];
  if (host === undefined || !isOwn(host, ownPorts)) {
    throw new Refusal('origin-not-allowed', 'pages of other sites may not call this server');
  }
}

function isOwn(host: string, ownPorts: ReadonlySet<number>): boolean {
  const parts = /^(.+?)(?::([0-9]{1,5}))?$/.exec(host);
  const name = parts?.[1]?.toLowerCase();
  return name !== undefined && hosts.has(name) && ownPorts.has(Number(parts?.[2] ?? 80));
}
