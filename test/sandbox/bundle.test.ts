import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildBundle } from '../../src/worker/index.ts';

/** What runs inside Temporal's sandbox: a package that slips in can break determinism and costs memory for every
 * execution. */

let modules: readonly string[] = [];
let bytes = 0;

beforeAll(async () => {
  const { code } = await buildBundle();
  // Without its source map, which is read once a worker.
  bytes = code.indexOf('//# sourceMappingURL');
  modules = [...code.matchAll(/^\/\*\*\*\/ "([^"]+)"/gm)].map(([, path]) => path ?? '');
}, 60_000);

describe('the workflow bundle', () => {
  test('holds the driver and the pure folders, and nothing else of ours', () => {
    const folders = new Set(
      modules
        .filter((path) => !path.includes('node_modules'))
        .map((path) => /\.\/(src\/[^/]+|[^/]+)/.exec(path)?.[1] ?? path),
    );
    expect([...folders].filter((folder) => folder.startsWith('src/')).sort()).toEqual([
      'src/driver',
      'src/engine',
      'src/events',
      'src/expressions',
      'src/fleet',
      'src/problems',
      'src/std',
    ]);
    expect(modules.filter((path) => path.startsWith('./activities/'))).toEqual([]);
  });

  test('holds no packages but the SDK, what the SDK needs, and json-p3', () => {
    const packages = new Set(modules.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
    expect([...packages].sort()).toEqual([
      '@temporalio/common',
      '@temporalio/workflow',
      'json-p3',
      'long',
      'ms',
      'nexus-rpc',
    ]);
  });

  test('stays small: each cached execution carries its own instances of what it loads', () => {
    expect(bytes).toBeGreaterThan(100 * 1024);
    // What that takes of a worker's memory is measured: npm run bench -- memory.
    expect(bytes).toBeLessThan(1.8 * 1024 * 1024);
  });
});
