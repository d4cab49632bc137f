import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PlanError, plan } from "gatewright/plan";
import { temporaryFolder } from "../../support";
import { withTerraformOnPath } from "../has-terraform";

type Files = Readonly<Record<string, string | object>>;

/** Writes text and JSON files into a folder, by path. Returns the folder. */
function writeFiles(files: Files, folder = temporaryFolder()): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    const text = typeof content === "string" ? content : JSON.stringify(content);
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** Returns the path, the content and the time of every file in a folder. */
function readFolder(folder: string): readonly (readonly [string, string, number])[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => [name, path.join(folder, name)] as const)
    .filter(([, file]) => statSync(file).isFile())
    .map(([name, file]) => [name, readFileSync(file, "utf8"), statSync(file).mtimeMs]);
}

async function addresses(folder: string, against?: string): Promise<readonly string[]> {
  const { changes } = await plan(folder, { against });
  return changes.map(({ action, address }) => `${action} ${address}`);
}

/** HCL of a module with a resource and a data source whose types the stack itself does not use. */
const TOPIC_MODULE = `terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.28"
    }
  }
  provider_meta "aws" {
    user_agent = ["example/1.2.0"]
  }
}

data "aws_region" "here" {}

resource "aws_sns_topic" "topic" {
  name = "topic-\${data.aws_region.here.region}"
}
`;

/** Stack after `terraform init`, with a module of the registry and a module of a git repository. */
const INITIALIZED: Files = {
  "main.tf.json": {
    module: {
      topic: { source: "example/topic/aws", version: "~> 1.0" },
      queue: { source: "git::https://git.example.com/queue.git?ref=v1" },
    },
    resource: { aws_iam_user: { user: { name: "${module.queue.url}" } } },
  },
  ".terraform/modules/modules.json": {
    Modules: [
      { Key: "", Source: "", Dir: "." },
      {
        Key: "topic",
        Source: "registry.terraform.io/example/topic/aws",
        Version: "1.2.0",
        Dir: ".terraform/modules/topic",
      },
      {
        Key: "queue",
        Source: "git::https://git.example.com/queue.git?ref=v1",
        Dir: ".terraform/modules/queue",
      },
      { Key: "queue.inner", Source: "./inner", Dir: ".terraform/modules/queue/inner" },
    ],
  },
  ".terraform/modules/topic/main.tf": TOPIC_MODULE,
  ".terraform/modules/queue/main.tf":
    'module "inner" {\n  source = "./inner"\n}\noutput "url" {\n  value = module.inner.url\n}\n',
  ".terraform/modules/queue/inner/main.tf.json": {
    resource: { aws_sqs_queue: { queue: { name: "jobs" } } },
    output: { url: { value: "${aws_sqs_queue.queue.url}" } },
  },
  ".terraform/modules/queue/.git/HEAD": "ref: refs/heads/main\n",
  ".terraform/terraform.tfstate": "not a state",
};

withTerraformOnPath("a stack with modules", () => {
  test("modules that terraform init has installed are planned without network access", async () => {
    const folder = writeFiles(INITIALIZED);
    const before = readFolder(folder);
    const created = [
      "create aws_iam_user.user",
      "create module.topic.aws_sns_topic.topic",
      "create module.queue.module.inner.aws_sqs_queue.queue",
    ];
    expect([...(await addresses(folder))].sort()).toEqual([...created].sort());
    expect(readFolder(folder)).toEqual(before);
  });

  test("a plan against the same stack in another folder has no changes", async () => {
    const deeper = writeFiles(INITIALIZED, path.join(temporaryFolder(), "one", "two"));
    const all = await addresses(writeFiles(INITIALIZED), deeper);
    expect(all.filter((line) => !line.startsWith("no-op "))).toEqual([]);
    expect(all).toHaveLength(3);
  });

  test("a removed module is deleted", async () => {
    const empty = writeFiles({ "main.tf.json": {} });
    expect(await addresses(empty, writeFiles(INITIALIZED))).toContain(
      "delete module.topic.aws_sns_topic.topic",
    );
  });

  test("the types in HCL files of the stack itself are planned", async () => {
    const folder = writeFiles({ "main.tf.json": {}, "more.tf": 'resource aws_sns_topic "more" {}\n' });
    expect(await addresses(folder)).toEqual(["create aws_sns_topic.more"]);
  });
});

withTerraformOnPath("a stack with paths outside its folder", () => {
  const PROJECT: Files = {
    "modules/queue/main.tf":
      'resource "aws_sqs_queue" "queue" {\n  name = file("${path.module}/../../name.txt")\n}\n',
    "name.txt": "jobs",
    "out/stacks/shared/name.txt": "shared",
    "out/stacks/main/main.tf.json": {
      module: { queue: { source: "../../../modules/queue" } },
      resource: {
        aws_sns_topic: {
          sibling: { name: '${file("../shared/name.txt")}' },
          own: { name: '${file("../../stacks/main/own.txt")}' },
        },
      },
    },
    "out/stacks/main/own.txt": "own",
  };

  async function plannedNames(folder: string): Promise<Readonly<Record<string, unknown>>> {
    const { changes } = await plan(folder);
    return Object.fromEntries(changes.map(({ address, after }) => [address, after?.name]));
  }

  const NAMES = {
    "aws_sns_topic.own": "own",
    "aws_sns_topic.sibling": "shared",
    "module.queue.aws_sqs_queue.queue": "jobs",
  };

  test("paths with ../ are read from the folders of the user, which stay unchanged", async () => {
    const project = writeFiles(PROJECT);
    const before = readFolder(project);
    expect(await plannedNames(path.join(project, "out/stacks/main"))).toEqual(NAMES);
    expect(readFolder(project)).toEqual(before);
  });

  test("paths with ../ are relative to the real folder of a stack that is named by a link", async () => {
    const project = writeFiles(PROJECT);
    const link = path.join(temporaryFolder(), "linked");
    symlinkSync(path.join(project, "out/stacks/main"), link);
    expect(await plannedNames(link)).toEqual(NAMES);
  });

  test("the absolute path of the stack is no change between folders of different depth", async () => {
    const stack = {
      "main.tf.json": { resource: { aws_sns_topic: { t: { name: "${abspath(path.root)}" } } } },
    };
    const deeper = writeFiles(stack, path.join(temporaryFolder(), "one", "two"));
    expect(await addresses(writeFiles(stack), deeper)).toEqual(["no-op aws_sns_topic.t"]);
  });

  test("the path of a module is no change between folders of different depth", async () => {
    const project: Files = {
      "modules/topic/main.tf": 'resource "aws_sns_topic" "t" {\n  name = path.module\n}\n',
      "stack/main.tf.json": { module: { m: { source: "../modules/topic" } } },
    };
    const deeper = writeFiles(project, path.join(temporaryFolder(), "one", "two"));
    const current = path.join(writeFiles(project), "stack");
    expect(await addresses(current, path.join(deeper, "stack"))).toEqual(["no-op module.m.aws_sns_topic.t"]);
    const { changes } = await plan(current);
    expect(changes).toMatchObject([{ after: { name: "../modules/topic" } }]);
  });

  test("a provisioner in a module outside the folder of the base stack is an error", async () => {
    const project = writeFiles({
      ...PROJECT,
      "modules/queue/more.tf.json": {
        resource: { terraform_data: { run: { provisioner: { "local-exec": { command: "true" } } } } },
      },
    });
    const error = await plan(writeFiles({ "main.tf.json": {} }), {
      against: path.join(project, "out/stacks/main"),
    }).catch((reason) => reason);
    expect(error).toBeInstanceOf(PlanError);
    expect((error as PlanError).errors[0]).toMatch(
      /^\.\.\/\.\.\/\.\.\/modules\/queue\/more\.tf\.json contains/,
    );
  });
});
