import { writeBundle } from '../src/worker/bundle.ts';

await writeBundle();
