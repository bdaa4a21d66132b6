/**
 * Holds every caller until `parties` of them have arrived, then lets all go at once: the worst interleaving becomes certain.
 * Callers beyond `parties` pass at once, so that a retry does not hang.
 */
export function createBarrier(parties: number): () => Promise<void> {
  let arrived = 0;
  let open: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return async () => {
    arrived++;
    if (arrived >= parties) open();
    await opened;
  };
}
