import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { findSuites, misnamedFolder, type Suite } from './find-suites.ts';
import { suiteLines, totalLine } from './render-suite.ts';
import { runSuite, type SuiteOptions } from './run-suite.ts';
import { suitesJson } from './suite-json.ts';

/** Runs all that the places name, and shows how it went. */
export function runTests(
  places: readonly string[],
  options: SuiteOptions & { readonly format: 'text' | 'json' | 'json-line' },
  terminal: Terminal,
): ExitCode {
  const suites = findSuites(places);
  const results = suites.map((suite) => runSuite(suite, options));
  const nothing = suites.every(({ scenarios }) => scenarios.length === 0) ? nothingToRun(suites) : null;
  if (options.format === 'text') {
    for (const result of results) for (const line of suiteLines(result, terminal)) terminal.out(line);
    terminal.out(totalLine(results, terminal));
    if (nothing !== null) terminal.note(nothing);
  } else {
    const document = { ...suitesJson(results), ...(nothing !== null && { success: false, message: nothing }) };
    terminal.out(JSON.stringify(document, undefined, options.format === 'json' ? 2 : undefined));
  }
  return nothing === null && results.every(({ ok }) => ok) ? exitCodes.completed : exitCodes.failed;
}

/** A folder whose name is misspelt must not look like one whose scenarios all pass. */
function nothingToRun(suites: readonly Suite[]): string {
  const misnamed = suites.map(misnamedFolder).find((each) => each !== null);
  const where =
    misnamed === undefined
      ? 'scenarios are YAML files in a folder `scenarios` beside the definition'
      : `${misnamed} is not looked into; the folder of scenarios is called \`scenarios\``;
  return `There is no scenario at all: ${where}`;
}
