/** Which stand-ins to start, where, and with which keys. A missing one is not wanted. */
export interface StandInPlan {
  /** Each stand-in keeps its files in the folder of its name in here. */
  dataDir: string;
  mongo?: { port: number };
  mail?: { smtpPort: number; httpPort: number };
  stripe?: { port: number; secretKey: string; publishableKey: string; webhookSecret: string; webhookUrl?: string };
  s3?: { port: number; region: string; accessKeyId: string; secretAccessKey: string };
}

/** Where they listen; it differs from the plan when somebody else had the port. */
export interface StandInPorts {
  mongo?: number;
  smtp?: number;
  mailbox?: number;
  stripe?: number;
  s3?: number;
}

export type ToHost = { kind: "start"; plan: StandInPlan } | { kind: "setStripeWebhookUrl"; id: number; url: string };
export type FromHost = { kind: "ready"; ports: StandInPorts } | { kind: "done"; id: number };
