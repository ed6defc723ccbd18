import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { definitionFiles, registerDefinitions } from '../../src/devstack/register-definitions.ts';
import { temporaryFolder } from './temporary-folder.ts';

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

describe('the definitions to register', () => {
  test('are one of each folder, and files beside the folders', () => {
    const shipped = folderOf({
      'b/workflow.yaml': '',
      'b/scenarios/cold.yaml': '',
      'a/workflow.yaml': '',
      'a/README.md': '',
      'c/other.txt': '',
      'README.md': '',
    });
    const further = folderOf({ 'x.yml': '', 'y.json': '', 'z/workflow.json': '', 'notes.txt': '' });
    const files = definitionFiles(shipped, `${further}:${further}/x.yml`);
    expect(files).toEqual([
      join(shipped, 'a/workflow.yaml'),
      join(shipped, 'b/workflow.yaml'),
      join(further, 'x.yml'),
      join(further, 'y.json'),
      join(further, 'z/workflow.json'),
    ]);
  });

  test('a place that is not there is kept, to be reported', () => {
    const shipped = temporaryFolder();
    expect(definitionFiles(shipped, '/nowhere')).toEqual(['/nowhere']);
    expect(definitionFiles(shipped, undefined)).toEqual([]);
  });
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('registering', () => {
  test('sends each text as it is, and reports refusals with their problems without leaving the others out', async () => {
    const seen: unknown[] = [];
    const server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (part: string) => (text += part));
      request.on('end', () => {
        const { 'content-type': type, 'workflow-name': name } = request.headers;
        seen.push([request.method, request.url, type, text, ...(name === undefined ? [] : [name])]);
        response.statusCode = text.includes('bad') ? 422 : 201;
        const error = { code: 'definition-rejected', details: [{ message: 'unknown key `stepz`' }] };
        response.end(
          JSON.stringify(text.includes('bad') ? { message: '1 problem', error } : { message: 'registered' }),
        );
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    const address = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;

    const folder = folderOf({
      'a.yaml': 'name: bad',
      'b.json': '{"name": "good"}',
      'c.yaml': 'name: C d\nactions: []',
    });
    const files = [...definitionFiles(folder, undefined), '/nowhere'];
    const registrations = await registerDefinitions(address, files);
    expect(registrations.map(({ outcome, message }) => [outcome, message])).toEqual([
      ['refused', '1 problem\n    unknown key `stepz`'],
      ['registered', 'registered'],
      ['registered', 'registered'],
      ['refused', expect.stringContaining('ENOENT')],
    ]);
    expect(seen).toEqual([
      ['POST', '/orchestrator/register_workflow', 'application/yaml', 'name: bad'],
      ['POST', '/orchestrator/register_workflow', 'application/json', '{"name": "good"}'],
      ['POST', '/orchestrator/register_workflow', 'application/yaml', 'name: C d\nactions: []', 'c'],
    ]);
  });
});
