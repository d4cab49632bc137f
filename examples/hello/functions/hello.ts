import { handle } from "gatewright/runtime";
import { hello } from "./routes";

export const handler = handle(hello, ({ params }) => ({
  status: 200,
  body: { message: `Hello, ${params.name}!` },
}));
