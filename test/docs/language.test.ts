import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { limits as callLimits } from '../../activities/limits.ts';
import { engineLimits } from '../../src/engine/limits.ts';
import { verbs } from '../../src/language/definition/call-target.ts';
import { definitionLimits as limits, stepDefaults } from '../../src/language/definition/limits.ts';
import { partKeys } from '../../src/language/definition/step-parts.ts';
import { stepSchema } from '../../src/language/definition/step.ts';
import { inputKeys, inputTypes, workflowSchema } from '../../src/language/definition/workflow.ts';
import { inputLimits } from '../../src/language/index.ts';
import { readingLimits } from '../../src/language/read/limits.ts';
import { checkedDefinition } from './checked-definition.ts';
import { fencedBlocks, isKind } from './fenced-blocks.ts';
import { outcomesOn } from './run-definition.ts';

const language = readFileSync(join(process.cwd(), 'docs/reference/language.md'), 'utf8');
const mistakes = readFileSync(join(process.cwd(), 'docs/guide/common-mistakes.md'), 'utf8');

const otherCode = readFileSync(join(process.cwd(), 'docs/guide/other-temporal-code.md'), 'utf8');

const sequences = readFileSync(join(process.cwd(), 'docs/reference/sequences.md'), 'utf8');

describe.each([
  ['language.md', language],
  ['sequences.md', sequences],
  ['common-mistakes.md', mistakes],
  ['other-temporal-code.md', otherCode],
])('the definitions of %s', (_name, page) => {
  const blocks = fencedBlocks(page);

  test('are accepted, unless they are marked', () => {
    const accepted = blocks.filter((block) => /^(yaml|json)$/.test(block.language) && isPlain(block.words));
    for (const block of accepted) expect([block.text, checkedDefinition(block).diagnostics]).toEqual([block.text, []]);
    expect(accepted.length).toBeGreaterThan(0);
  });

  test('are refused where they are marked, and say what is shown', () => {
    for (const [i, block] of blocks.entries()) {
      if (!isKind(block, 'refused', 'warned')) continue;
      const { output, prepared } = checkedDefinition(block);
      expect(blocks[i + 1]?.text).toBe(output);
      expect(prepared.ok).toBe(isKind(block, 'warned'));
    }
  });

  test('go as is shown', () => {
    for (const { shown, really } of outcomesOn(blocks)) expect(shown).toEqual(really);
  });

  test('are all looked at', () => {
    const kinds = new Set(
      blocks.map(({ language: of, words }) => `${of} ${words[0] ?? ''}`.trim().replace(/ file=.*/, '')),
    );
    for (const kind of kinds) {
      expect(kind).toMatch(
        /^(yaml( (refused|warned|accepted|runs))?|json( (inputs|answers|events|outcome))?|text|typescript|go|python)$/,
      );
    }
  });
});

function isPlain(words: readonly string[]): boolean {
  return words.every((word) => word === 'runs' || word === 'accepted' || word.includes('='));
}

/** First cells of the rows under a heading: a row may name several keys. */
function keysUnder(heading: string): readonly (readonly [string, string])[] {
  const section = language.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| (`[^|]*`) \| (.*)$/gm)].flatMap(([, cell = '', rest = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, key = '']) => [key, rest] as const),
  );
}

describe('the tables of language.md', () => {
  test.each([
    ['key of `wait_for`', partKeys.wait_for],
    ['key of `poll`', partKeys.poll],
  ])('%s: every key, and no other', (head, keys) => {
    const rows = (language.split(`\n| ${head} |`)[1]?.split('\n\n')[0] ?? '').split('\n').slice(2);
    const cells = rows.map((row) => row.split(' | ')[0] ?? '');
    const named = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, key = '']) => key));
    expect(named.toSorted()).toEqual([...keys].toSorted());
  });

  test.each([
    ['A definition', Object.keys(workflowSchema.shape)],
    ['Inputs', inputKeys],
    ['A step', Object.keys(stepSchema.shape)],
  ])('%s: every key, and no other', (heading, keys) => {
    expect(keysUnder(heading).map(([key]) => key)).toEqual(keys);
  });

  test('every type of an input is named', () => {
    const row = keysUnder('Inputs').find(([key]) => key === 'type')?.[1] ?? '';
    expect([...row.matchAll(/`([a-z]+)`/g)].map(([, type]) => type)).toEqual([...inputTypes]);
  });

  test('limits and defaults are the true ones', () => {
    const rows = new Map(
      [...keysUnder('A definition'), ...keysUnder('Inputs'), ...keysUnder('A step')].map(([key, rest]) => [key, rest]),
    );
    const stepRows = new Map(keysUnder('A step'));
    const definitionRows = new Map(keysUnder('A definition'));
    const has = (row: string | undefined, text: string): void => expect(row).toContain(text);
    has(rows.get('name'), `1 to ${limits.nameLength} `);
    has(definitionRows.get('version'), `1 to ${limits.versionLength} `);
    has(definitionRows.get('timeout_ms'), `1 to ${limits.workflowTimeoutMs} `);
    has(rows.get('steps'), `1 to ${limits.steps.toLocaleString('en')} `);
    has(rows.get('description'), limits.descriptionLength.toLocaleString('en'));
    has(rows.get('enum'), limits.enumValues.toLocaleString('en'));
    has(stepRows.get('id'), `1 to ${limits.idLength} `);
    has(stepRows.get('timeout_ms'), `1 to ${limits.stepTimeoutMs}:`);
    has(stepRows.get('timeout_ms'), `| ${stepDefaults.timeoutMs} for a call,`);
    has(stepRows.get('retry_count'), `0 to ${limits.retryCount}:`);
    has(stepRows.get('retry_count'), `| ${stepDefaults.retryCount} |`);
    has(stepRows.get('retry_delay_ms'), `0 to ${limits.retryDelayMs}:`);
    has(stepRows.get('retry_delay_ms'), `less than ${stepDefaults.shortestRetryDelayMs} counts`);
    has(stepRows.get('retry_delay_ms'), `| ${stepDefaults.retryDelayMs} |`);
    has(stepRows.get('retry_backoff'), `1 to ${limits.retryBackoff}:`);
    has(stepRows.get('retry_backoff'), `| ${stepDefaults.retryBackoff} |`);
    has(stepRows.get('retry_max_delay_ms'), `1 to ${limits.retryDelayMs}:`);
    has(stepRows.get('delay_ms'), `0 to ${limits.waitMs} `);
    has(stepRows.get('max_parallel'), `1 to ${limits.maxParallel}:`);
    has(stepRows.get('max_parallel'), `| ${stepDefaults.maxParallel} |`);
    has(stepRows.get('on_success'), `at most ${limits.actions};`);
    has(stepRows.get('priority'), `1 to ${limits.priority}:`);
    has(stepRows.get('verb'), `| \`${stepDefaults.verb}\` |`);
    for (const verb of verbs) has(stepRows.get('verb'), `\`${verb}\``);
    has(language, `1 to ${limits.eventLength} letters`);
    has(language, `1 to ${limits.waitMs} (365 days): then the step fails`);
    has(
      language,
      `0 to ${limits.pollIntervalMs}: between two requests; less than ${stepDefaults.shortestRetryDelayMs}`,
    );
    has(language, `| ${stepDefaults.pollIntervalMs} |`);
    has(language, `| ${stepDefaults.pollTimeoutMs} |`);
    has(language, `a list of at most ${limits.actions}:`);
    has(language, `Executions may stand ${engineLimits.depth} deep`);
    has(language, `An execution keeps ${engineLimits.keptEvents.toLocaleString('en')}.`);
    has(
      language,
      `${readingLimits.bytes / 1024 / 1024} MiB and, packed by gzip, ${(readingLimits.packedBytes ?? 0) / 1024 / 1024} MiB`,
    );
    has(language, `${inputLimits.characters.toLocaleString('en')} characters as JSON`);
    has(language, `${engineLimits.parameterBytes.toLocaleString('en')} bytes as JSON`);
    has(
      language,
      `${callLimits.responseBytes / 1024} KiB each, and ${engineLimits.resultBytes.toLocaleString('en')} bytes`,
    );
    has(language, `to ${engineLimits.inFlight} calls`);
  });
});

const pages = ['docs/reference', 'docs/reference/codes', 'docs/guide'].flatMap((folder) =>
  readdirSync(join(process.cwd(), folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file)),
);

test.each(pages)('the links of %s lead somewhere', (file) => {
  const path = join(process.cwd(), file);
  const page = readFileSync(path, 'utf8').replace(/^```[^]*?^```$/gm, '');
  for (const [, target = '', anchor] of page.matchAll(/\]\(([^)#\s]*)(?:#([^)]+))?\)/g)) {
    if (/^https?:/.test(target)) continue;
    const led = target === '' ? path : join(dirname(path), target);
    expect([target, existsSync(led)]).toEqual([target, true]);
    if (anchor !== undefined) expect(anchorsOf(readFileSync(led, 'utf8'))).toContain(anchor);
  }
});

function anchorsOf(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^a-z0-9 _-]/g, '')
      .replaceAll(' ', '-'),
  );
}
