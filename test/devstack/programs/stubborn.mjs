// Is ready, and takes no notice of SIGTERM.
process.on('disconnect', () => process.exit(1));
process.on('SIGTERM', () => undefined);
setInterval(() => undefined, 1_000);
process.send({ kind: 'ready' });
