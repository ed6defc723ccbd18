/** From the least to the first. */
export const tiers = ['standard', 'advanced', 'L20'] as const;
export type Tier = (typeof tiers)[number];

/** A tier's name in any case; it is answered as it stands in the list. */
export function readTier(text: string): Tier | null {
  const small = text.toLowerCase();
  return tiers.find((tier) => tier.toLowerCase() === small) ?? null;
}
