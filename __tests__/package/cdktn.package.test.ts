import { expectChecksToPass, expectGatewayToServe, expectTerraform } from "./expect-project-works";
import { UserProject } from "./user-project";

const project = UserProject.create(["--cdk", "cdktn"]);
project.run("npm", "install", "--silent");

test("the types and the tests of a project with the community fork of CDKTF pass", () => {
  const { dependencies } = JSON.parse(project.read("package.json"));
  expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(["cdktn", "@cdktn/provider-aws"]));
  expect(project.run("npm", "ls", "constructs")).toMatch(/constructs@10\.7\./);
  expectChecksToPass(project);
});

test("a project with the community fork is synthesized and planned", () => {
  expectTerraform(project);
});

test("the local gateway serves a project with the community fork and its edited handlers", async () => {
  await expectGatewayToServe(project);
});
