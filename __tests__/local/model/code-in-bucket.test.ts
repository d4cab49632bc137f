import { type LocalServer, startLocal } from "gatewright/local";
import { send } from "../gateway/raw-http";
import { type BlockArguments, FUNCTION_CODE, writeStackFolder } from "../gateway/terraform-fixture";

let local: LocalServer | undefined;
afterEach(async () => {
  await local?.stop();
  local = undefined;
});

const BUCKET = { aws_s3_bucket: { code: { bucket_prefix: "code-" } } };
const OBJECT = { bucket: "${aws_s3_bucket.code.id}", key: "api/list.zip", source: "${path.module}/list.zip" };

/** Serves a function whose code is in a bucket. Returns the status and the warnings. */
async function serve(fn: BlockArguments, objects: BlockArguments) {
  const described = {
    functions: { list: { code: FUNCTION_CODE.echo, filename: null, ...fn } },
    routes: { "GET /x": { to: "list" } },
    more: { resource: { ...BUCKET, ...objects } },
  };
  local = await startLocal({ dir: writeStackFolder(described) });
  return { status: (await send(local.url, "GET /x")).status, warnings: local.warnings };
}

test.each<[string, BlockArguments, BlockArguments]>([
  [
    "references to the object",
    { s3_bucket: "${aws_s3_object.list.bucket}", s3_key: "${aws_s3_object.list.key}" },
    { aws_s3_object: { list: OBJECT } },
  ],
  [
    "the bucket and the literal key of the object",
    { s3_bucket: "${aws_s3_bucket.code.bucket}", s3_key: "api/list.zip" },
    { aws_s3_object: { other: { ...OBJECT, key: "other", source: "none.zip" }, list: OBJECT } },
  ],
  [
    "literal names",
    { s3_bucket: "code", s3_key: "list.zip" },
    { aws_s3_object: { list: { bucket: "code", key: "list.zip", source: "list.zip" } } },
  ],
  [
    "the deprecated name of the resource type",
    { s3_bucket: "code", s3_key: "list.zip" },
    { aws_s3_bucket_object: { list: { bucket: "code", key: "list.zip", source: "list.zip" } } },
  ],
  [
    "a bucket that only AWS knows",
    { s3_bucket: "${aws_vpc.x.arn}", s3_key: "${aws_s3_object.list.key}" },
    { aws_vpc: { x: {} }, aws_s3_object: { list: { ...OBJECT, bucket: "${aws_vpc.x.arn}" } } },
  ],
])("the code of a function is found in a bucket by %s", async (_, fn, objects) => {
  expect(await serve(fn, objects)).toEqual({ status: 200, warnings: [] });
});

test.each<[string, BlockArguments, string]>([
  [
    "another key",
    { aws_s3_object: { list: { ...OBJECT, key: "other" } } },
    "aws_lambda_function.list: s3_bucket is not emulated. Set filename to a local zip.",
  ],
  [
    "another bucket",
    { aws_s3_object: { list: { ...OBJECT, bucket: "other" } } },
    "aws_lambda_function.list: s3_bucket is not emulated. Set filename to a local zip.",
  ],
  [
    "no local file",
    { aws_s3_object: { list: { ...OBJECT, source: null, content_base64: "eA==" } } },
    "aws_s3_object.list: source is not set; expected the path of a local zip.",
  ],
  [
    "a file that does not exist",
    { aws_s3_object: { list: { ...OBJECT, source: "/nowhere/x.zip" } } },
    'aws_s3_object.list: source "/nowhere/x.zip" does not exist (/nowhere/x.zip). Run `npx gatewright synth`, or add the zip.',
  ],
])("a function is not emulated if the object of its code has %s", async (_, objects, reason) => {
  const fn = { s3_bucket: "${aws_s3_bucket.code.id}", s3_key: "api/list.zip" };
  expect(await serve(fn, objects)).toEqual({ status: 501, warnings: [`GET /x (${reason})`] });
});
