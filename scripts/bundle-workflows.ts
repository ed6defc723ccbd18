import { writeBundle } from '../src/worker/index.ts';

await writeBundle();
