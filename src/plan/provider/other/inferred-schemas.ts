import { type Body, blocks, type Stack } from "#terraform";
import type { Attribute, Block, NestedBlock, SchemaKind } from "../../schema";
import { type Schemas, UNKNOWN_ARGUMENT } from "../provider-schemas";
import { META_ARGUMENTS } from "../unknown-arguments";
import type { ObjectValue } from "../value";
import type { OtherProvider } from "./other-providers";
import { findAttributePaths, type Path, placeholderOf } from "./placeholder";

/**
 * Returns schemas of a provider whose real schemas are not known. They contain the arguments that the stacks configure
 * and the attributes to which the stacks refer, with any type.
 *
 * @param providers the provider as each stack uses it
 */
export function inferSchemas(providers: readonly OtherProvider[], stacks: readonly Stack[]): Schemas {
  const text = JSON.stringify(stacks.map(({ configuration }) => configuration));
  const resources = providers.flatMap((provider) => provider.resources);
  const inferKind = (kind: SchemaKind) => {
    const types = new Set(resources.filter((resource) => resource.kind === kind).map(({ type }) => type));
    return [...types].map((type) => {
      const bodies = resources.filter((resource) => resource.kind === kind && resource.type === type);
      const paths = findAttributePaths(text, kind, type);
      return {
        type,
        paths,
        block: inferResource(
          kind,
          bodies.map(({ body }) => body),
          paths,
        ),
      };
    });
  };
  const [resource, data] = [inferKind("resource"), inferKind("data")];
  const settings = providers.flatMap((provider) => provider.settings);
  return {
    provider: inferBlock(settings),
    resource: new Map(resource.map(({ type, block }) => [type, block])),
    data: new Map(data.map(({ type, block }) => [type, block])),
    placeholders: {
      resource: new Map(resource.map(({ type, paths }) => [type, placeholders(type, paths)])),
      data: new Map(data.map(({ type, paths }) => [type, placeholders(type, paths)])),
    },
  };
}

function inferResource(kind: SchemaKind, bodies: readonly Body[], paths: readonly Path[]): Block {
  const { attributes, blocks: nested } = inferBlock(bodies);
  const referenced = new Set(paths.map(([name]) => String(name)));
  const configured = attributes.map((known) => ({ ...known, computed: referenced.has(known.name) }));
  const names = [...configured, ...nested].map(({ name }) => name);
  const computed = [...referenced].filter((name) => !names.includes(name));
  return {
    attributes: [
      ...configured,
      ...computed.map((name) => ({ ...anyAttribute(name), optional: false, computed: true })),
      ...(kind === "data" ? [UNKNOWN_ARGUMENT] : []),
    ],
    blocks: nested,
  };
}

/** Returns a block with the arguments of all bodies. An argument that a `dynamic` block writes is a nested block. */
function inferBlock(bodies: readonly Body[]): Block {
  const dynamic = bodies.flatMap((body) => blocks(body.dynamic));
  const nested = [...new Set(dynamic.flatMap(Object.keys))];
  const names = new Set(
    bodies.flatMap(Object.keys).filter((name) => !isMeta(name) && !nested.includes(name)),
  );
  return {
    attributes: [...names].map(anyAttribute),
    blocks: nested.map((name) => nestedBlock(name, bodies, dynamic)),
  };
}

function nestedBlock(name: string, bodies: readonly Body[], dynamic: readonly Body[]): NestedBlock {
  const written = dynamic.flatMap((named) => blocks(named[name])).flatMap(({ content }) => blocks(content));
  const own = bodies.flatMap((body) => blocks(body[name]));
  return { name, nesting: "list", minItems: 0, maxItems: 0, block: inferBlock([...own, ...written]) };
}

function isMeta(name: string): boolean {
  return name === "//" || name === "dynamic" || META_ARGUMENTS.includes(name);
}

function anyAttribute(name: string): Attribute {
  return { name, type: "dynamic", required: false, optional: true, computed: false, writeOnly: false };
}

function placeholders(type: string, paths: readonly Path[]): ObjectValue {
  const names = new Set(paths.map(([name]) => String(name)));
  return Object.fromEntries(
    [...names].map((name) => {
      const rest = paths.filter(([first]) => first === name).map(([, ...steps]) => steps);
      return [name, placeholderOf(`${type} ${name}`, rest)];
    }),
  );
}
