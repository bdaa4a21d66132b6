import { listen } from "../web/http-server.ts";
import { createMailFaults } from "./mail-faults.ts";
import { createMailHttp } from "./mail-http.ts";
import { openMailbox } from "./mailbox.ts";
import type { MailboxLimits } from "./mailbox.ts";
import { listenForMail } from "./smtp-receiver.ts";

export interface MailCatcherOptions {
  host: string;
  /** 0: any free port. */
  smtpPort: number;
  /** 0: any free port. */
  httpPort: number;
  /** Folder of the journal; one process at a time. */
  dataDir: string;
  now?: () => Date;
  limits?: MailboxLimits;
}

interface MailCatcher {
  smtpPort: number;
  httpPort: number;
  close(): Promise<void>;
}

const defaultLimits: MailboxLimits = { messages: 1_000, bytes: 64_000_000 };

/** Starts an SMTP server that delivers nothing and an inbox over HTTP to read what it caught. For development and tests only. */
export async function startMailCatcher(options: MailCatcherOptions): Promise<MailCatcher> {
  const faults = createMailFaults();
  const mailbox = openMailbox(options.dataDir, options.limits ?? defaultLimits);
  const handle = createMailHttp({ mailbox, faults });
  const smtp = await listenForMail(options.host, options.smtpPort, {
    mailbox,
    faults,
    now: options.now ?? (() => new Date()),
  }).catch((error: unknown) => {
    mailbox.close();
    throw error;
  });
  const http = await listen(options.host, options.httpPort, async (request) => handle(request)).catch(
    async (error: unknown) => {
      await smtp.close();
      mailbox.close();
      throw error;
    },
  );
  return {
    smtpPort: smtp.port,
    httpPort: http.port,
    async close() {
      await Promise.all([smtp.close(), http.close()]);
      mailbox.close();
    },
  };
}
