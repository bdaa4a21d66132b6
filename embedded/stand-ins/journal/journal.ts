import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

interface Journal {
  /** The lines that were in the file when it was opened, oldest first. */
  readonly lines: readonly string[];
  /**
   * Adds one line. When it returns, the line survives the end of this process; it is not forced to disk, so a power
   * cut may lose the last lines. Throws, leaving the file as it was, when the disk refuses.
   */
  append(line: string): void;
  close(): void;
}

/**
 * Opens (or makes) an append-only text file of one JSON document a line. A torn last line, left by a kill in the
 * middle of a write, is cut off: its writer never told anyone that it had succeeded.
 */
export function openJournal(path: string): Journal {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "a+");
  const content = readFileSync(path);
  let size = content.lastIndexOf(0x0a) + 1;
  if (size < content.length) ftruncateSync(file, size);
  const lines = size === 0 ? [] : content.toString("utf8", 0, size - 1).split("\n");

  return {
    lines,
    append(line) {
      const bytes = Buffer.from(`${line}\n`);
      try {
        for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
      } catch (error) {
        ftruncateSync(file, size);
        throw error;
      }
      size += bytes.length;
    },
    close: () => closeSync(file),
  };
}

/** Replaces the whole file in one step: a reader sees the old lines or the new ones, never a mixture. */
export function rewriteJournal(path: string, lines: readonly string[]): void {
  writeFileSync(`${path}.new`, lines.map((line) => `${line}\n`).join(""));
  renameSync(`${path}.new`, path);
}
