// Lets Temporal's SDK download the CLI into a folder: `download-temporal.mjs FOLDER VERSION`. A process of its own, since
// the SDK can only do it by starting a server, and keeps a native runtime alive afterwards.
const [folder, version] = process.argv.slice(2);
process.on('disconnect', () => process.exit(1));
try {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir: folder, version, ttl: '365 days' } },
  });
  await environment.teardown();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
