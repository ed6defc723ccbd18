import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { findSuites } from './find-suites.ts';
import { suiteLines, totalLine } from './render-suite.ts';
import { runSuite, type SuiteOptions } from './run-suite.ts';
import { suitesJson } from './suite-json.ts';

/** Runs all that the places name, and shows how it went. */
export function runTests(
  places: readonly string[],
  options: SuiteOptions & { readonly format: 'text' | 'json' | 'json-line' },
  terminal: Terminal,
): ExitCode {
  const results = findSuites(places).map((suite) => runSuite(suite, options));
  if (options.format === 'text') {
    for (const result of results) for (const line of suiteLines(result, terminal)) terminal.out(line);
    terminal.out(totalLine(results, terminal));
  } else {
    terminal.out(JSON.stringify(suitesJson(results), undefined, options.format === 'json' ? 2 : undefined));
  }
  return results.every(({ ok }) => ok) ? exitCodes.completed : exitCodes.failed;
}
