import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Refusal } from '../../problems/index.ts';
import { own } from '../../std/index.ts';
import { fieldsRoute, plainRoute, type Route, type TextAnswer } from '../route.ts';

/** The page is a handful of files beside this one, served as they are written. They load nothing but each other and what
 * they ask this server for. */

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const script = 'text/javascript';
const types: Readonly<Record<string, string>> = {
  'page.css': 'text/css',
  'page.js': script,
  'document.js': script,
  'elements.js': script,
  'operation-view.js': script,
  'request.js': script,
  'schema-view.js': script,
  'schema-words.js': script,
  'try-view.js': script,
};

export const docsPageFiles: readonly string[] = Object.keys(types);

const docs = plainRoute({
  methods: ['GET'],
  path: '/docs',
  summary: 'This API as a page, to read and to try it. Nothing on it comes from elsewhere.',
  sends: ['text/html'],
  gives: { 200: z.string() },
  answer: async () => await fileAnswer('page.html', 'text/html'),
});

const docsFile = fieldsRoute({
  methods: ['GET'],
  path: '/docs/{file}',
  summary: 'What the page is made of.',
  params: z.strictObject({ file: z.string() }),
  fields: z.strictObject({}),
  sends: [script, 'text/css'],
  gives: { 200: z.string() },
  refuses: ['unknown-route'],
  answer: async (_ports, { file }) => {
    const type = own(types, file);
    if (type === undefined) throw new Refusal('unknown-route', 'the page has no such file');
    return await fileAnswer(file, type);
  },
});

async function fileAnswer(name: string, type: string): Promise<TextAnswer> {
  const text = await readFile(new URL(`../docs-page/${name}`, import.meta.url), 'utf8');
  return { kind: 'text', status: 200, type, text, headers: { 'content-security-policy': policy } };
}

export const docsPageRoutes: readonly Route[] = [docs, docsFile];
