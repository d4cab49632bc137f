import { route } from "gatewright/contract";
import { HttpError, handle } from "gatewright/runtime";
import * as z from "zod/mini";

/** Route with every part of a request. The tests call its handler from the source and from the bundle. */
export const echo = route("POST /echo/{id}", {
  access: "public",
  query: z.object({ n: z.optional(z.int()), tags: z.optional(z.array(z.string())) }),
  headers: z.object({ "x-dry": z.optional(z.boolean()) }),
  body: z.strictObject({ name: z.string(), fail: z.optional(z.string()) }),
});

export const handler = handle(echo, ({ params, query, headers, body }) => {
  if (body.fail === "known") throw new HttpError(409, "taken", "It is taken.");
  if (body.fail === "unknown") throw new Error("a secret");
  return { status: 200, body: { id: params.id, query, dry: headers["x-dry"], name: body.name } };
});
