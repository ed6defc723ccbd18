import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { findTemporal } from '../../src/devstack/temporal-binary.ts';
import { temporaryFolder } from './temporary-folder.ts';

// Real processes, on machines that may be busy.
jest.setTimeout(60_000);

const quiet = () => undefined;

function program(path: string, answer: string): string {
  writeFileSync(path, `#!/bin/sh\necho '${answer}'\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A machine that has nothing: no programs, an empty cache, and a proxy that nobody listens at instead of the network. */
function bare(): NodeJS.ProcessEnv & { readonly XDG_CACHE_HOME: string; readonly PATH: string } {
  const nobody = 'http://127.0.0.1:1';
  return {
    PATH: temporaryFolder(),
    XDG_CACHE_HOME: temporaryFolder(),
    HTTPS_PROXY: nobody,
    HTTP_PROXY: nobody,
    ALL_PROXY: nobody,
  };
}

describe('finding Temporal', () => {
  test('the program that is named wins over all else', async () => {
    const env = bare();
    program(join(env.PATH, 'temporal'), 'temporal version 9.9.9');
    const given = program(join(temporaryFolder(), 'my-temporal'), 'temporal version 1.2.3 (Server 1.29.1)');
    expect(await findTemporal(quiet, { ...env, BATON_TEMPORAL_CLI: given })).toEqual({
      path: given,
      version: 'temporal version 1.2.3 (Server 1.29.1)',
      origin: 'given',
    });
  });

  test('a named program that is not there, or is something else, is refused and not replaced', async () => {
    const env = bare();
    program(join(env.PATH, 'temporal'), 'temporal version 9.9.9');
    const absent = { ...env, BATON_TEMPORAL_CLI: '/nowhere/temporal' };
    await expect(findTemporal(quiet, absent)).rejects.toThrow('BATON_TEMPORAL_CLI=/nowhere/temporal: no such program');
    const other = program(join(temporaryFolder(), 'temporal'), 'a clock');
    await expect(findTemporal(quiet, { ...env, BATON_TEMPORAL_CLI: other })).rejects.toThrow('"a clock"');
  });

  test('one on PATH is used', async () => {
    const env = bare();
    program(join(env.PATH, 'temporal'), 'temporal version 1.5.1');
    expect((await findTemporal(quiet, env)).origin).toBe('path');
  });

  test('one in our cache is used', async () => {
    const env = bare();
    const folder = join(env.XDG_CACHE_HOME, 'baton/temporal-cli-1.5.1');
    mkdirSync(folder, { recursive: true });
    const cached = program(join(folder, 'temporal'), 'temporal version 1.5.1');
    expect(await findTemporal(quiet, env)).toEqual({
      path: cached,
      version: 'temporal version 1.5.1',
      origin: 'cache',
    });
  });

  test('Go builds it where nothing else works, and it stays in the cache', async () => {
    const env = bare();
    // A Go that lays down a program as `go install` would.
    const go = join(env.PATH, 'go');
    writeFileSync(
      go,
      `#!/bin/sh
if [ "$1" = version ]; then echo go version go1.26; exit; fi
echo "$@" >&2
printf '#!/bin/sh\\necho temporal version 0.0.0-DEV\\n' > "$GOBIN/temporal"
/bin/chmod +x "$GOBIN/temporal"
`,
    );
    chmodSync(go, 0o755);
    const built = await findTemporal(quiet, env);
    expect(built.origin).toBe('build');
    expect((await findTemporal(quiet, env)).origin).toBe('cache');
    expect(readdirSync(join(env.XDG_CACHE_HOME, 'baton'))).toEqual(['temporal-cli-1.5.1']);
    expect(readdirSync(join(env.XDG_CACHE_HOME, 'baton/temporal-cli-1.5.1'))).toEqual(['temporal']);
  });

  test('where nothing works one message says what was tried, why each failed, and the three ways to help', async () => {
    const env = bare();
    const failure: unknown = await findTemporal(quiet, env).catch((error: unknown) => error);
    const message = failure instanceof Error ? failure.message : '';
    expect(message).toContain('`temporal` on PATH: no such program');
    expect(message).toContain(`our cache, ${env.XDG_CACHE_HOME}`);
    expect(message).toMatch(/the SDK's download: \S/);
    expect(message).toContain('building it with Go: no Go here');
    expect(message).toContain('1. install the Temporal CLI');
    expect(message).toContain('2. install Go');
    expect(message).toContain('3. set TEMPORAL_ADDRESS');
    // The lock is given back and nothing half made stays.
    expect(existsSync(join(env.XDG_CACHE_HOME, 'baton/temporal-cli-1.5.1.lock'))).toBe(false);
    expect(readdirSync(join(env.XDG_CACHE_HOME, 'baton/temporal-cli-1.5.1'))).toEqual([]);
  });

  test('a build that fails is told with the end of what Go said', async () => {
    const env = bare();
    const go = join(env.PATH, 'go');
    writeFileSync(go, '#!/bin/sh\nif [ "$1" = version ]; then exit; fi\necho no space left on device >&2\nexit 1\n');
    chmodSync(go, 0o755);
    await expect(findTemporal(quiet, env)).rejects.toThrow('go install ended with 1: no space left on device');
  });

  test('an abort ends the build', async () => {
    const env = bare();
    const go = join(env.PATH, 'go');
    writeFileSync(go, '#!/bin/sh\nif [ "$1" = version ]; then exit; fi\ntouch "$GOBIN/begun"\nsleep 1000\n');
    chmodSync(go, 0o755);
    const path = { ...env, PATH: `${env.PATH}:/bin:/usr/bin` };
    const abort = new AbortController();
    const finding = findTemporal(quiet, path, abort.signal);
    const folder = join(env.XDG_CACHE_HOME, 'baton/temporal-cli-1.5.1');
    const begun = () =>
      existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith('begun'));
    while (!begun()) await new Promise((resolve) => setTimeout(resolve, 10));
    abort.abort();
    await expect(finding).rejects.toThrow('building it with Go: go install ended with SIGTERM');
    expect(readdirSync(folder)).toEqual([]);
  });
});
