import { exampleServer } from './example-services.ts';
import { exitWithParent } from './exit-with-parent.ts';

/** The example services' process. Its port is told by whoever starts it, since their addresses must outlive a restart. */
exitWithParent();

const port = Number(process.env['BATON_EXAMPLES_PORT']);
const server = exampleServer();
server.listen({ port, host: '127.0.0.1' }, () => process.send?.({ kind: 'ready', port }));
process.once('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
