import { issueToken, tokenKeyFile } from "#local";
import { chooseStack } from "./choose-stack";
import { parseArguments, runCommand } from "./command";

const USAGE = `npm run token -- [stack] [--scope products/write]… [--group admin]… [--sub ann] [--client ID]
                 [--minutes 60] [--pool users] [--dir cdktf.out/stacks/products-dev]`;

/** `npm run token`: prints an access token of a user pool, which the gateway on this machine lets in. */
runCommand(USAGE, async () => {
  const { values, positionals } = parseArguments(
    {
      options: {
        scope: { type: "string", multiple: true, default: [] },
        group: { type: "string", multiple: true, default: [] },
        sub: { type: "string" },
        client: { type: "string" },
        minutes: { type: "string" },
        pool: { type: "string" },
        dir: { type: "string" },
      },
    },
    USAGE,
  );
  const chosen = await chooseStack({ name: positionals[0], dir: values.dir, allowExisting: true });
  if (!chosen) return false;
  const token = await issueToken(chosen.dir, tokenKeyFile(process.cwd()), {
    pool: values.pool,
    scopes: values.scope.flatMap((text) => text.split(/[\s,]+/)),
    groups: values.group,
    subject: values.sub,
    clientId: values.client,
    expiresInMinutes: values.minutes === undefined ? undefined : Number(values.minutes),
  });
  console.log(token);
  return true;
});
