/** How a message names what somebody asked for. What can be no id or name of ours is not quoted: it may hold what turns a line of a
 * log around. */
export function quotedName(name: string): string {
  return /^[A-Za-z0-9._+-]{1,200}$/.test(name) ? `\`${name}\`` : 'of that name';
}
