import { route } from "gatewright/contract";
import * as z from "zod/mini";

/** Place where partners hand over parcels. */
const Depot = z.strictObject({ depotId: z.string(), city: z.string(), closesAt: z.string() });

export const listDepots = route("GET /depots/{country}", {
  summary: "List the depots of a country",
  scopes: ["shipments/read"],
  params: z.strictObject({ country: z.string().check(z.regex(/^[A-Z]{2}$/)) }),
  replies: { 200: z.strictObject({ depots: z.array(Depot) }) },
  examples: {
    params: { country: "DE" },
    replies: { 200: { depots: [{ depotId: "DE-HAM-1", city: "Hamburg", closesAt: "18:30" }] } },
  },
});
