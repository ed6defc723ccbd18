import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { limits as callLimits } from '../../activities/limits.ts';
import { apiLimits } from '../../src/api/index.ts';
import { fleetLimits } from '../../src/fleet/index.ts';
import { engineLimits } from '../../src/engine/limits.ts';
import * as expressionLimits from '../../src/expressions/limits.ts';
import { definitionLimits } from '../../src/language/definition/limits.ts';
import { inputLimits } from '../../src/language/index.ts';
import { readingLimits } from '../../src/language/read/limits.ts';
import { preparingLimits } from '../../src/preparing/index.ts';
import { codes, type Code, type CodeEntry } from '../../src/problems/index.ts';
import type { Json } from '../../src/std/index.ts';
import { checkedDefinition } from './checked-definition.ts';
import { circumstances, codeTables, failedCall, inputProblems, shownOutputs, whenLine } from './code-page.ts';
import { failingCalls } from './failing-calls.ts';
import { failureOf } from './failing-executions.ts';
import { fencedBlocks, isKind } from './fenced-blocks.ts';
import { madeCodes } from './made-definitions.ts';
import { type DocumentedServer, startDocumentedServer } from './refused-requests.ts';

const folder = join(process.cwd(), 'docs/reference/codes');
const all = Object.keys(codes) as Code[];

/** Empty where there is none, which is one test's business and not every one's. */
function pageOf(code: Code): string {
  const file = join(folder, `${code}.md`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

let server: DocumentedServer;
beforeAll(async () => {
  server = await startDocumentedServer();
});
afterAll(() => server.close());

test('every code has its page, and every page its code', () => {
  const pages = readdirSync(folder).filter((file) => file !== 'README.md');
  expect(pages.toSorted()).toEqual(all.map((code) => `${code}.md`).toSorted());
});

test('the list of codes is the table of codes', () => {
  const page = readFileSync(join(folder, 'README.md'), 'utf8');
  expect(page.slice(page.indexOf('\n## ') + 1)).toBe(codeTables());
});

test('what is made for a page is shown on it', () => {
  for (const code of [...madeCodes, ...Object.keys(failingCalls)] as Code[]) {
    expect(fencedBlocks(pageOf(code)).some((block) => isKind(block, 'made', 'failure'))).toBe(true);
  }
});

describe.each(all)('%s', (code) => {
  const page = pageOf(code);
  const blocks = fencedBlocks(page);
  const entry: CodeEntry = codes[code];

  test('its page begins as every page does', () => {
    const [heading, sentence, when] = page.split('\n\n');
    expect([heading, when]).toEqual([`# ${code}`, whenLine(code)]);
    expect(sentence).toMatch(/[.:]$/);
    expect(page.split('\n').length).toBeLessThan(70);
  });

  test('its examples give it, and what they give is what the page shows', async () => {
    const shown = await shownOutputs(code, blocks, server);
    for (const { block, really, codes: found, status } of shown) {
      if (status !== undefined) expect(block.words).toEqual([String(status)]);
      expect([block.words, block.language === 'json' ? JSON.parse(block.text) : block.text]).toEqual([
        block.words,
        really,
      ]);
      if (entry.kind === 'request') expect(found[0]).toBe(code);
      else if (block.words.some((word) => /^\d{3}$/.test(word))) expect(found).toContain(code);
      else expect(new Set(found)).toEqual(new Set([code]));
    }
    expect(shown).not.toHaveLength(0);
  });

  test('its refused examples are refused, the others are not', () => {
    for (const [i, block] of blocks.entries()) {
      if (isKind(block, 'refused')) expect(checkedDefinition(block).prepared.ok).toBe(false);
      if (isKind(block, 'warned')) expect(checkedDefinition(block).prepared.ok).toBe(true);
      if (isKind(block, 'accepted', 'fails', 'completes')) {
        expect(checkedDefinition(block).diagnostics).toEqual([]);
        expect(checkedDefinition(block).prepared.ok).toBe(true);
      }
      if (isKind(block, 'taken')) expect(inputProblems(blocks.slice(0, i), JSON.parse(block.text) as Json)).toEqual([]);
      if (isKind(block, 'completes')) expect(failureOf(block.text, ...circumstances(block, blocks))).toBeNull();
    }
  });
});

const failedCalls = all.filter((code) => pageOf(code).includes('\n- Retried: '));

test('every failure of a call says whether it is retried', () => {
  expect(failedCalls).toEqual(expect.arrayContaining(Object.keys(failingCalls)));
});

test.each(failedCalls)('a call that fails with %s is retried and left open as its page says', async (code) => {
  const page = pageOf(code);
  const failed = await failedCall(code, fencedBlocks(page));
  expect(page).toContain(failed?.final === true ? '\n- Retried: no' : '\n- Retried: yes');
  const detail = failed?.detail as { readonly unanswered: boolean } | undefined;
  expect(page).toContain(detail?.unanswered === true ? '\n- Outcome: unknown' : '\n- Outcome: known');
});

/** Numbers on the pages that no example of theirs shows. */
const limitsOnPages: Readonly<Partial<Record<Code, readonly number[]>>> = {
  'definition-too-long': [readingLimits.bytes / 1024 / 1024, definitionLimits.steps],
  'definition-too-dense': [1],
  'too-many-nodes': [readingLimits.nodes, readingLimits.aliased ?? 0],
  'rare-yaml': [readingLimits.rare ?? 0],
  'nesting-too-deep': [readingLimits.nesting],
  'too-long': [definitionLimits.nameLength, definitionLimits.idLength, definitionLimits.descriptionLength],
  'too-many-entries': [definitionLimits.enumValues, definitionLimits.dependsOnEntries],
  'too-many-steps': [definitionLimits.steps],
  'too-many-dependencies': [definitionLimits.dependencies],
  'more-diagnostics': [definitionLimits.diagnostics],
  'inputs-too-large': [inputLimits.characters, inputLimits.nesting],
  'expression-too-long': [expressionLimits.LONGEST_EXPRESSION],
  'expression-too-deep': [expressionLimits.DEEPEST_EXPRESSION],
  'expression-too-many-parts': [expressionLimits.MOST_PARTS],
  'json-text-too-deep': [expressionLimits.DEEPEST_JSON_TEXT],
  'expression-limit': [
    expressionLimits.MOST_STEPS,
    expressionLimits.LONGEST_TEXT,
    expressionLimits.LONGEST_LIST,
    expressionLimits.LARGEST_VALUE,
  ],
  'results-too-large': [engineLimits.resultBytes],
  'parameters-too-large': [engineLimits.parameterBytes],
  'call-lost': [callLimits.losses],
  'registry-unavailable': [callLimits.losses],
  'response-too-large': [callLimits.responseBytes / 1024],
  'response-too-deep': [callLimits.responseDepth],
  'service-error': [callLimits.shownCharacters],
  'unreadable-query': [apiLimits.queryBytes / 1024],
  'unreadable-body': [apiLimits.bodyNesting, apiLimits.bodyNodes],
  'invalid-header': [apiLimits.idempotencyKeyLength],
  'request-timed-out': [apiLimits.headersMs / 1000, apiLimits.requestMs / 1000],
  'body-too-large': [
    apiLimits.bodyBytes / 1024 / 1024,
    readingLimits.bytes / 1024 / 1024,
    inputLimits.characters / 1024,
  ],
  'definition-too-costly': [preparingLimits.deadlineMs / 1000, preparingLimits.heapMb],
  'headers-too-large': [apiLimits.headerBytes / 1024],
  'too-many-streams': [apiLimits.streams],
  'too-much-pending': [
    fleetLimits.botsPerShard,
    fleetLimits.pendingTasks,
    fleetLimits.pendingBytes / 1024,
    fleetLimits.massTasks,
    fleetLimits.massBytes / 1024,
  ],
  'task-not-found': [fleetLimits.endedTasks, fleetLimits.botsPerShard],
  'dead-letter-not-found': [fleetLimits.deadLetters, fleetLimits.botsPerShard],
  'mass-task-not-found': [fleetLimits.endedMassTasks],
  'too-many-swarms': [fleetLimits.swarms],
  'task-data-too-large': [fleetLimits.taskBytes / 1024],
};

test.each(Object.entries(limitsOnPages))('the limits on the page of %s are the limits', (code, limits) => {
  const prose = pageOf(code as Code).replace(/^```[^]*?^```$/gm, '');
  for (const limit of limits)
    expect(prose).toMatch(new RegExp(`(?<![\\d,])${limit.toLocaleString('en')}(?![\\d,]\\d)`));
});

test('no block of a page is left out', () => {
  for (const code of all) {
    for (const { language, words } of fencedBlocks(pageOf(code))) {
      const kind = `${language} ${words[0] ?? ''}`.trim();
      expect(`${code}: ${kind}`).toMatch(
        /: (yaml( (refused|warned|accepted|fails|completes))?|json (refused|accepted|given|taken|inputs|answers|failure|\d{3})|text( made)?|http( answer)?)$/,
      );
    }
  }
});
