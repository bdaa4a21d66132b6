import { MongoClient, type Db } from "mongodb";
import { seconds } from "#platform/time/duration.ts";

/** A bounded MongoDB connection whose every wait is limited in time. It connects on first use and heals by itself. */
export function connectMongo(url: string, databaseName: string): { database: Db; close(): Promise<void> } {
  const client = new MongoClient(url, {
    maxPoolSize: 10,
    minPoolSize: 0,
    maxIdleTimeMS: seconds(60),
    serverSelectionTimeoutMS: seconds(2),
    connectTimeoutMS: seconds(2),
    socketTimeoutMS: seconds(5),
    waitQueueTimeoutMS: seconds(2),
    retryWrites: false, // every write of ours is conditional and repeated by its caller; the stand-in has no sessions
  });
  return { database: client.db(databaseName), close: () => client.close() };
}
