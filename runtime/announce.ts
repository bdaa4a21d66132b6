import type { Services } from "./services-file.ts";

/** The closing block of a start: what a person needs next, in one place. */
export function announce(services: Services, backing: Record<string, string>, say: (line: string) => void): void {
  const rows: [string, string | undefined][] = [
    ["Graph", services.graphql],
    ["Explorer", services.explorer],
    ["Health", services.health],
    ["Mailbox", services.mailbox],
    ["Payments console", services.stripe],
    ["Files (S3)", services.s3],
    ["PostgreSQL", `${services.postgres}  ${backing["postgres"] ?? ""}`],
    ["Redis", `${services.redis}  ${backing["redis"] ?? ""}`],
    ["MongoDB", `${services.mongo}  ${backing["mongo"] ?? ""}`],
    ...Object.entries(services.demo ?? {}).map(([who, { email, password }]): [string, string] => [
      `Demo ${who}`,
      `${email}  ${password}`,
    ]),
  ];
  const lines = rows.flatMap(([label, value]) => (value ? [`  ${label.padEnd(17)} ${value}`] : []));
  say(
    `ready\n\n${lines.join("\n")}\n\n  Stop with Ctrl-C. These addresses are in services.json in the data folder, too.\n`,
  );
}
