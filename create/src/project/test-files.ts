import type { Choices } from "../choices";

/** First test file of a project, which checks the Terraform JSON and a handler, by its path in the project. */
export function testFiles({ name, authorizer, modules }: Choices): [string, string][] {
  const isEsm = modules === "esm";
  const stackFile = isEsm ? "../stack.js" : "../main";
  const handlerFile = `../functions/health/get${isEsm ? ".js" : ""}`;
  const imports = [
    `import { stubCode, Testing } from "gatewright";`,
    `import { assertions, invoke } from "gatewright/testing";`,
    ...(isEsm ? [`import { expect, test } from "vitest";`] : []),
    `import { handler } from "${handlerFile}";`,
    `import { ProductsStack, stages } from "${stackFile}";`,
  ];
  return [["__tests__/stack.test.ts", `${imports.join("\n")}\n${body(name, authorizer)}`]];
}

function body(name: string, authorizer: Choices["authorizer"]): string {
  return `
const STAGES = Object.keys(stages) as (keyof typeof stages)[];

/** Synthesizes the stack of a stage without building its functions, and returns assertions on it. */
function synthesize(name: keyof typeof stages) {
  const app = Testing.app();
  stubCode(app);
  return assertions(Testing.synth(new ProductsStack(app, \`${name}-\${name}\`, stages[name]), true));
}

test.each(STAGES)("the stack of the stage %s is valid and has no dangling reference", (name) => {
  expect(synthesize(name).stack.dangling()).toEqual([]);
});

test.each(STAGES)("only the health check of the stage %s is public", (name) => {
  const { only } = synthesize(name);
  expect(only("aws_apigatewayv2_route", { authorization_type: "NONE" }).values.route_key).toBe("GET /health");
});

test.each(STAGES)("GET /products of the stage %s ${ACCESS[authorizer].title}", (name) => {
  const { only, leadsTo, stack } = synthesize(name);
  const route = only("aws_apigatewayv2_route", {
    route_key: "GET /products",
${ACCESS[authorizer].shape}  });
  leadsTo(route, ["target", "integration_uri"], stack.at("aws_lambda_function.list-products"));
});

test("the health check returns the status ok", async () => {
  expect(await invoke(handler)).toMatchObject({ status: 200, body: { status: "ok" } });
});
`;
}

const JWT = {
  title: "requires the scope products/read",
  shape: `    authorization_type: "JWT",\n    authorization_scopes: ["products/read"],\n`,
};

/** Expected access of `GET /products`, by authorizer. */
const ACCESS: Readonly<Record<Choices["authorizer"], { readonly title: string; readonly shape: string }>> = {
  cognito: JWT,
  oidc: JWT,
  iam: { title: "requires a signed request", shape: `    authorization_type: "AWS_IAM",\n` },
};
