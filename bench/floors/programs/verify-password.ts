// argon2 alone: checks one password against its hash, at the cost that the hash itself names.
import { verify } from "@node-rs/argon2";
import { answerLoads } from "./answer-parent.ts";

export interface VerifyPassword {
  hash: string;
  password: string;
}

answerLoads<VerifyPassword>(async ({ hash, password }) => async () => {
  if (!(await verify(hash, password))) throw new Error("the password does not match");
});
