/**
 * Calls `stop` when npm, which started this process, is gone: npm does not hand every signal on, and a killed one hands on
 * none. Only under npm; a service manager's child may well outlive its parent.
 */
export function stopWithParent(stop: () => void): void {
  if (!process.env["npm_lifecycle_event"]) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 300).unref();
}
