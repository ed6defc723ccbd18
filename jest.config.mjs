import { availableParallelism } from 'node:os';

// Two projects: `quick` needs nothing but Node, `temporal` a real server, which its global set-up finds or builds and
// starts. A tier that cannot run fails; nothing is skipped. `npm run record` runs the recorder of golden histories alone.
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
const needServer = ['/test/clients/', '/test/end-to-end/', '/test/faults/', '/test/foreign/', '/test/replay/'];

export default {
  // Nothing is told by how long a test takes, and machines are shared: this only ends one that hangs.
  testTimeout: 240_000,
  // Jest leaves one core to others, and on two cores would run one file after another though most of them wait.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Modules of files that have ended are not all given back.
  workerIdleMemoryLimit: '1GB',
  projects: [
    {
      ...common,
      displayName: 'quick',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...needServer],
    },
    {
      ...common,
      displayName: 'temporal',
      testMatch: process.env.BATON_RECORD
        ? ['<rootDir>/test/replay/record-{golden,swarms}.ts']
        : needServer.map((folder) => `<rootDir>${folder}**/*.test.ts`),
      globalSetup: '<rootDir>/test/support/start-temporal.ts',
      globalTeardown: '<rootDir>/test/support/stop-temporal.ts',
    },
  ],
};
