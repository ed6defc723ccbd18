// Listens on PORT as the API does, and says it the API's way where it can't.
import { createServer } from 'node:net';
process.on('disconnect', () => process.exit(1));
process.on('SIGTERM', () => process.exit(0));
const server = createServer();
server.once('error', () => {
  process.stderr.write(`Port ${process.env.PORT} is in use already. Stop what listens there.\n`);
  process.exit(1);
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => process.send({ kind: 'ready', address: process.env.PORT }));
