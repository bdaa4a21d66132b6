import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ServerFolders } from "./child-process.ts";
import type { Supervisor } from "./supervisor.ts";

/** What every server needs to be started: where it may write, who watches it, whom to tell. */
export interface Workplace {
  /** Absolute; everything that belongs to this installation is in here. */
  dataDir: string;
  /** Absolute; shared by all installations of this user, may be deleted at any time. */
  cacheDir: string;
  durability: "durable" | "test";
  supervisor: Supervisor;
  /** Aborted when the start is given up. */
  signal: AbortSignal;
  onProgress: (line: string) => void;
}

/** Creates the folders for logs and pid files in a data folder. */
export async function createServerFolders(dataDir: string): Promise<ServerFolders> {
  const folders = { logs: join(dataDir, "logs"), pids: join(dataDir, "run") };
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true })));
  return folders;
}
