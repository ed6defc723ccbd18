import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { clientTypes } from '../../scripts/client-types.ts';

test('the types of the client are those of the routes: `npm run client-types` writes them anew', () => {
  expect(readFileSync(join(process.cwd(), 'src/client/api-types.ts'), 'utf8')).toBe(clientTypes());
});
