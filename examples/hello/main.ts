import { App, AwsProvider, HttpApi, NodejsFunction, TerraformStack } from "gatewright";
import { hello } from "./functions/routes";

App.run((app) => {
  const stack = new TerraformStack(app, "hello");
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const api = new HttpApi(stack, "api");
  api.route(hello, new NodejsFunction(stack, "hello", { entry: "functions/hello.ts" }));
});
