// Is ready, and dies of itself soon after.
process.send({ kind: 'ready' }, () => {
  process.stderr.write('out of milk\n');
  process.exit(3);
});
