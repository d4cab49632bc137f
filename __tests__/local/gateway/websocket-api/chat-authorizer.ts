/** Event of the authorizer, with the fields that the handler reads. */
interface ConnectEvent {
  readonly methodArn: string;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
}

/** Allows clients with a name in the query other than `stranger`. */
export async function handler({ methodArn, queryStringParameters }: ConnectEvent) {
  const name = queryStringParameters?.name;
  return {
    principalId: name,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: name === "stranger" ? "Deny" : "Allow",
          Action: "execute-api:Invoke",
          Resource: methodArn,
        },
      ],
    },
  };
}
