import { handle } from "gatewright/runtime";
import { getHealth } from "./routes";

export const handler = handle(getHealth, () => ({ status: 200, body: { status: "ok" } }));
