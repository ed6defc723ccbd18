// Never becomes ready.
process.stderr.write('cannot find the milk\n');
process.exit(4);
