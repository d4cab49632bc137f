import { Stack } from "#terraform";
import { review } from "./support";

function stackWith(provisioners: Readonly<Record<string, unknown>>): Stack {
  const resources = Object.entries(provisioners).map(([name, provisioner]) => [
    name,
    { provisioner, "//": { metadata: { path: `things/${name}`, uniqueId: name } } },
  ]);
  return Stack.parse(JSON.stringify({ resource: { terraform_data: Object.fromEntries(resources) } }));
}

const exec = (command: string) => ({ "local-exec": { command } });

test("added, changed and removed provisioners are reported, without their arguments", () => {
  const { findings } = review([], {
    configurations: {
      before: stackWith({ same: exec("a"), changed: exec("a"), removed: [exec("a")] }),
      after: stackWith({ same: [exec("a")], changed: exec("secret"), added: { "remote-exec": {} } }),
    },
  });
  expect(findings).toEqual([
    {
      title: "Commands that run at apply",
      findings: [
        { subject: "things/added", lines: ["+ remote-exec provisioner, which an apply runs"] },
        { subject: "things/changed", lines: ["~ local-exec provisioner, which an apply runs"] },
        { subject: "things/removed", lines: ["- local-exec provisioner, which an apply runs"] },
      ],
    },
  ]);
});

test("the provisioners of a new stack are reported", () => {
  const { findings } = review([], { configurations: { after: stackWith({ added: exec("a") }) } });
  expect(findings.map(({ title }) => title)).toEqual(["Commands that run at apply"]);
});
