import { rename, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** The workflow bundle, built once by `npm run build` and by the SDK's own bundler: a worker that starts from it is up
 * in half a second. It must be made by the very SDK version that runs it. */
export const bundlePath = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));

const quiet = { trace() {}, debug() {}, info() {}, log() {}, warn: console.warn, error: console.error };

/** Loaded once a worker instead of once an execution: none keeps state of an execution (test/driver/shared-modules), and
 * loading them is the larger part of what beginning an execution costs. The workflow is the last, so that those before it
 * are whole where it begins. */
const sharedModules = [
  '../driver/sandbox',
  '../std/index',
  '../problems/index',
  '../expressions/index',
  '../engine/index',
  '../events/index',
  '../fleet/index',
  '../driver/early-events',
  '../driver/sole-answer',
  '../driver/workflow',
].map(module);

export async function buildBundle(): Promise<WorkflowBundleWithSourceMap> {
  return await bundleWorkflowCode({
    workflowsPath: module('../driver/workflow'),
    payloadConverterPath: module('../driver/payload-converter'),
    workflowInterceptorModules: ['../driver/early-events', '../driver/sole-answer'].map(module),
    preloadModules: sharedModules,
    logger: quiet,
  });
}

export async function writeBundle(): Promise<void> {
  const { code } = await buildBundle();
  // Whole or not at all: a worker may be starting meanwhile.
  await writeFile(`${bundlePath}.new`, code);
  await rename(`${bundlePath}.new`, bundlePath);
}

/** From the sources in tests, from the compiled files otherwise: the bundler takes both. */
function module(path: string): string {
  return fileURLToPath(new URL(path + extname(import.meta.url), import.meta.url));
}
