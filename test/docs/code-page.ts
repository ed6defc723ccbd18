import { checkInputs, prepare, renderDiagnostics } from '../../src/language/index.ts';
import { codes, type Code, type CodeEntry } from '../../src/problems/index.ts';
import type { Json } from '../../src/std/index.ts';
import type { SentRequest } from '../support/send-request.ts';
import { checkedDefinition } from './checked-definition.ts';
import { callAnswered, type FailedCall, failingCalls } from './failing-calls.ts';
import { failureOf, otherFailures } from './failing-executions.ts';
import { type FencedBlock, isKind } from './fenced-blocks.ts';
import { madeDefinition } from './made-definitions.ts';
import { type DocumentedServer, fleetCodes, type Refused } from './refused-requests.ts';
import type { CannedAnswers, Circumstances } from './run-definition.ts';

/** A block that shows what Baton says, and what it really says. */
export interface ShownOutput {
  readonly block: FencedBlock;
  /** Text for a `text` block, a value for a `json` block. */
  readonly really: unknown;
  /** The codes in it. */
  readonly codes: readonly string[];
  /** Of an answer of the API. */
  readonly status?: number;
}

/** Runs every example of a page, in order. What follows an example is its output. */
export async function shownOutputs(
  code: string,
  blocks: readonly FencedBlock[],
  server: DocumentedServer,
): Promise<readonly ShownOutput[]> {
  const shown: ShownOutput[] = [];
  for (const [i, block] of blocks.entries()) {
    const before = blocks.slice(0, i);
    if (block.language === 'text') shown.push(diagnosed(code, block, before));
    else if (isKind(block, 'failure')) shown.push(await failed(code, block, before));
    else if (isAnswer(block)) shown.push(answered(block, await refusedBy(code, before.at(-1), server)));
    // A request whose answer is not shown comes before one whose answer is.
    else if (block.language === 'http' && block.words.length === 0 && !isAnswer(blocks[i + 1])) {
      await server.send(requestIn(block.text));
    }
  }
  return shown;
}

function isAnswer(block: FencedBlock | undefined): boolean {
  return block?.language === 'json' && /^\d{3}$/.test(block.words[0] ?? '');
}

function diagnosed(code: string, block: FencedBlock, before: readonly FencedBlock[]): ShownOutput {
  const example = before.at(-1);
  if (isKind(block, 'made')) {
    const made = madeDefinition(code);
    if (made === null) throw new Error(`nothing makes a definition for ${code}`);
    const found = made.diagnostics.map((each) => each.code);
    if (!block.words.includes('tail')) return { block, really: made.output, codes: found };
    return { block, really: made.output.split('\n\n').at(-1), codes: found.slice(-1) };
  }
  if (example === undefined) throw new Error('an output without its example');
  if (isKind(example, 'given')) {
    const diagnostics = inputProblems(before, JSON.parse(example.text) as Json);
    return {
      block,
      really: `${renderDiagnostics(diagnostics, '', 'inputs')}\n`,
      codes: diagnostics.map((each) => each.code),
    };
  }
  const { output, diagnostics } = checkedDefinition(example);
  return { block, really: output, codes: diagnostics.map((each) => each.code) };
}

/** What is wrong with inputs for the definition above them. */
export function inputProblems(before: readonly FencedBlock[], given: Json) {
  const definition = before.findLast((block) => isKind(block, 'accepted'));
  const prepared = prepare(definition?.text ?? '');
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.diagnostics));
  const checked = checkInputs(prepared.definition, given);
  return checked.ok ? [] : checked.diagnostics;
}

async function failed(code: string, block: FencedBlock, before: readonly FencedBlock[]): Promise<ShownOutput> {
  const example = before.findLast((each) => isKind(each, 'fails'));
  const found =
    example !== undefined
      ? failureOf(example.text, ...circumstances(example, before))
      : ((await failedCall(code, before)) ?? otherFailures[code]?.());
  if (found === null || found === undefined) throw new Error(`nothing fails with ${code}`);
  const { code: got, message } = found;
  const step = 'step' in found ? { step: found.step } : {};
  return { block, really: { code: got, message, ...step }, codes: [got] };
}

/** Makes the call that a page is about: to a service with the answer that it shows, or as failingCalls does. */
export async function failedCall(code: string, blocks: readonly FencedBlock[]): Promise<FailedCall | undefined> {
  const answer = blocks.find((block) => isKind(block, 'answer'));
  return await (answer === undefined ? failingCalls[code]?.() : callAnswered(answerIn(answer.text)));
}

/** The bytes of an HTTP answer whose lines a page shows. */
function answerIn(text: string): string {
  const [head = '', body = ''] = text.trim().split(/\n\n([^]*)/);
  return `${head.replaceAll('\n', '\r\n')}\r\n\r\n${body}`;
}

/** The inputs, the services' answers and the cancels that a page gives for its definition. */
export function circumstances(
  definition: FencedBlock,
  blocks: readonly FencedBlock[],
): readonly [Json, CannedAnswers, Circumstances] {
  const json = (kind: string): unknown => JSON.parse(blocks.findLast((block) => isKind(block, kind))?.text ?? '{}');
  return [
    json('inputs') as Json,
    json('answers') as CannedAnswers,
    definition.words.includes('cancelled') ? { cancelAt: [500] } : {},
  ];
}

async function refusedBy(code: string, example: FencedBlock | undefined, server: DocumentedServer): Promise<Refused> {
  const unusual = server.unusual[code];
  if (example?.language !== 'http') {
    if (unusual === undefined) throw new Error(`nothing is sent for ${code}`);
    return await unusual();
  }
  return await server.send(requestIn(example.text));
}

function requestIn(text: string): SentRequest {
  const [head = '', body = ''] = text.trim().split(/\n\n([^]*)/);
  const [line = '', ...headers] = head.split('\n');
  const [method = '', path = ''] = line.split(' ');
  return {
    method,
    path,
    headers: Object.fromEntries(headers.map((header) => header.split(': '))),
    ...(body !== '' && { body }),
  };
}

/** Refusals whose messages come from what Temporal holds; the server of the examples has none. */
const withoutMessage: ReadonlySet<string> = new Set<string>([
  ...fleetCodes,
  'event-sink-failed',
  'version-conflict',
  'execution-exists',
  'execution-ended',
  'idempotency-key-reused',
  'too-many-events',
  'triggered-too-often',
  'temporal-unavailable',
]);

/** The part of an answer that is the same each time. */
function answered(block: FencedBlock, { status, body }: Refused): ShownOutput {
  const { error } = body as {
    readonly error: {
      readonly code: string;
      readonly message: string;
      readonly details: readonly { code: string }[];
      readonly capacity_remaining?: number;
    };
  };
  const { code, details, capacity_remaining: room } = error;
  const message = error.message.replace(/req_[0-9a-f]{18}/, 'req_…');
  const really = {
    success: false,
    error: {
      code,
      ...(!withoutMessage.has(code) && { message }),
      ...(details.length > 0 && { details }),
      ...(room !== undefined && { capacity_remaining: room }),
    },
  };
  return { block, really, status, codes: [code, ...details.map((each) => each.code)] };
}

/** Where a code is met, in the words that every page has under its first sentence. */
export function whenLine(code: Code): string {
  const entry: CodeEntry = codes[code];
  switch (entry.kind) {
    case 'diagnostic':
      return entry.severity === 'warning'
        ? '**Warning**, before anything runs. Nothing is refused because of it.'
        : `**Error**, before anything runs. At the API: ${entry.status}.`;
    case 'failure':
      return '**Failure**, while an execution runs.';
    case 'request':
      return `**Refused request.** Status ${entry.status}.`;
  }
}

const parts = [
  ['Errors before anything runs', 'error', '| code | status | |\n|---|---|---|'],
  ['Warnings', 'warning', '| code | |\n|---|---|'],
  ['Failures while an execution runs', 'failure', '| code | |\n|---|---|'],
  ['Refused requests', 'request', '| code | status | |\n|---|---|---|'],
] as const;

/** The tables of docs/reference/codes/README.md, in the order of src/problems/codes.ts. */
export function codeTables(): string {
  const entries: readonly (readonly [string, CodeEntry])[] = Object.entries(codes);
  return parts
    .map(([heading, kind, head]) => {
      const rows = entries.flatMap(([code, entry]) => {
        if ((entry.kind === 'diagnostic' ? entry.severity : entry.kind) !== kind) return [];
        const status = kind === 'error' || kind === 'request' ? ` ${'status' in entry ? entry.status : ''} |` : '';
        return [`| [\`${code}\`](${code}.md) |${status} ${entry.title} |`];
      });
      return `## ${heading}\n\n${head}\n${rows.join('\n')}\n`;
    })
    .join('\n');
}
