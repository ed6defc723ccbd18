import { diagnostic, type Diagnostic } from '../../../problems/index.ts';
import { nodeAt } from '../../definition/locate.ts';
import type { SourceNode, SourceScalar } from '../../read/index.ts';
import type { Rule } from './rule.ts';

/** Forms that are little else. Each is anchored where a word begins, so that a long text is walked once. */
const FORMS: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/ },
  { what: 'an AWS access key', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/ },
  {
    what: 'a JSON Web Token',
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,4000}/,
  },
  {
    what: 'a GitHub token',
    pattern: /(?<![A-Za-z0-9_])(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{30,255})/,
  },
  { what: 'a Slack token', pattern: /(?<![A-Za-z0-9])xox[abprs]-[A-Za-z0-9-]{10,255}/ },
  { what: 'a Stripe key', pattern: /(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{16,255}/ },
  { what: 'a Google API key', pattern: /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/ },
];
const SECRET_KEYS =
  /^(?:password|passwd|passphrase|secret|token|api_?key|access_?key|secret_?key|private_?key|client_?secret|(?:access|auth|bearer|refresh)_?token)$/i;
const HOLDING_VALUES = [
  'parameters',
  'compensate_parameters',
  'inputs',
  'for_each',
  'wait_for',
  'poll',
  'on_success',
  'on_failure',
] as const;
/** A word like "none" or "default" is no secret. */
const SHORTEST_SECRET = 8;

/** A warning: definitions are kept, shown and sent around. */
export const possibleSecret: Rule = ({ root, steps, draft }) => {
  const found: Diagnostic[] = [];
  const look = (node: SourceNode | undefined, path: string): void => {
    for (const { key, scalar } of textsOf(node)) {
      const what = looksLike(key, String(scalar.value));
      if (what === null) continue;
      const hint = 'keep it with the worker, and write {{secrets.NAME}} in parameters';
      found.push(diagnostic('possible-secret', `this looks like ${what}`, { path, span: scalar.span, hint }));
    }
  };
  for (const name of Object.keys(draft.inputs ?? {}))
    look(nodeAt(root, ['inputs', name, 'default']), `inputs.${name}.default`);
  for (const { index, draft: step } of steps) {
    for (const key of HOLDING_VALUES) {
      if (step[key] !== undefined) look(nodeAt(root, ['steps', index, key]), `steps[${index}].${key}`);
    }
  }
  look(nodeAt(root, ['outputs']), 'outputs');
  return found;
};

function looksLike(key: string, text: string): string | null {
  for (const { what, pattern } of FORMS) if (pattern.test(text)) return what;
  const named = SECRET_KEYS.test(key) && text.length >= SHORTEST_SECRET && !text.includes('{{') && !/\s/.test(text);
  return named ? `a secret, by its name \`${key}\`` : null;
}

/** The texts in a node, each with the key it stands under. */
function* textsOf(node: SourceNode | undefined): Generator<{ readonly key: string; readonly scalar: SourceScalar }> {
  const open: { readonly key: string; readonly node: SourceNode }[] = node === undefined ? [] : [{ key: '', node }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.node.kind === 'list') for (const item of next.node.items) open.push({ key: next.key, node: item });
    else if (next.node.kind === 'map') for (const { key, value } of next.node.entries) open.push({ key, node: value });
    else if (typeof next.node.value === 'string') yield { key: next.key, scalar: next.node };
  }
}
