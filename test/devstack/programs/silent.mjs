// Never becomes ready, and lives until it is told to end.
process.on('disconnect', () => process.exit(1));
process.on('SIGTERM', () => process.exit(0));
setInterval(() => undefined, 1_000);
