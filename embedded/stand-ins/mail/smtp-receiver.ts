import type { AddressInfo, Socket } from "node:net";
import { SMTPServer } from "smtp-server";
import type { SMTPServerDataStream, SMTPServerSession } from "smtp-server";
import type { MailFaults } from "./mail-faults.ts";
import type { Mailbox } from "./mailbox.ts";
import { readMessage } from "./read-message.ts";

interface Deps {
  mailbox: Pick<Mailbox, "add">;
  faults: MailFaults;
  now: () => Date;
}

/** Largest message, in bytes; more is answered with 552. */
const maxMessageBytes = 5_000_000;

/** An SMTP server that accepts mail from anybody, with any or no password, and puts it into the mailbox. */
export async function listenForMail(host: string, port: number, { mailbox, faults, now }: Deps) {
  const sockets = new Map<string, Socket>();
  const server = new SMTPServer({
    banner: "Plexus development mail catcher",
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    maxClients: 100,
    size: maxMessageBytes,
    rejectOversized: true,
    onAuth: (auth, _session, callback) => callback(null, { user: auth.username ?? "anyone" }),
    onRcptTo(address, _session, callback) {
      const recipients = [address.address.toLowerCase()];
      if (faults.take("hang", recipients) !== null) return; // the callback is never called
      if (faults.take("reject-451", recipients) === null) return callback();
      callback(Object.assign(new Error("Try again later (fault switch)"), { responseCode: 451 }));
    },
    onData(stream, session, callback) {
      void receive(stream, session)
        .then((answered) => (answered ? callback() : undefined))
        .catch((error: unknown) => callback(error instanceof Error ? error : new Error(String(error))));
    },
  });

  /** False when the sender gets no answer. */
  async function receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<boolean> {
    const raw = await readAll(stream);
    if (stream.sizeExceeded) return true; // refused with 552 by the server itself
    const to = session.envelope.rcptTo.map(({ address }) => address);
    const from = session.envelope.mailFrom === false ? "" : session.envelope.mailFrom.address;
    const dropped = faults.take(
      "drop-after-data",
      to.map((address) => address.toLowerCase()),
    );
    if (dropped === null || dropped.keep) mailbox.add(await readMessage(raw, { from, to, receivedAt: now() }));
    if (dropped !== null) sockets.get(`${session.remoteAddress}:${session.remotePort}`)?.destroy();
    return dropped === null;
  }

  server.on("error", () => undefined); // a client that breaks its connection is nobody's fault here
  server.server.on("connection", (socket) => {
    const name = `${socket.remoteAddress}:${socket.remotePort}`;
    sockets.set(name, socket);
    socket.on("close", () => sockets.delete(name));
  });
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets.values()) socket.destroy();
      }),
  };
}

async function readAll(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (!stream.sizeExceeded) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
