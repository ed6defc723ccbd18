/** Ends this process when the one that started it is gone, however that went: the system closes the channel between
 * them even for a parent that was killed. Does nothing in a process that was started by hand. */
export function exitWithParent(): void {
  if (process.send === undefined) return;
  process.once('disconnect', () => process.exit(1));
  // The listener alone would keep a process alive that has nothing left to do.
  process.channel?.unref();
  if (!process.connected) process.exit(1);
}
