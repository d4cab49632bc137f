import { createHash } from "node:crypto";
import { WEBSOCKET_API_QUOTAS } from "#aws";
import { type Message, type MessageModel, messageModel, type ToJsonSchema } from "#contract";
import { Apigatewayv2Model, type Apigatewayv2Route } from "../../cdktf";
import { addUncheckedInput } from "../../checks";
import { escapeTemplates, escapeText } from "../../tokens";
import { type AuthorizedApi, CREATE_BEFORE_DESTROY } from "../common/authorizer";
import { describeMissingModel, describeUncheckedBody } from "../common/model-errors";

/** Settings of the validation of messages. */
interface ValidationSettings {
  /** Field of a message with the route key. */
  readonly field: string;
  /** Expression for the route key, which also selects the model. */
  readonly expression: string;
  /** Conversion function. Default: the conversion that each schema itself implements. */
  readonly convert: ToJsonSchema | undefined;
}

/**
 * Validation of messages in API Gateway. It gives the route of each message the model of its frame.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-request-validation.html
 */
export class MessageValidation {
  readonly #scope: AuthorizedApi;
  readonly #settings: ValidationSettings;
  readonly #byKey = new Map<string, MessageModel>();
  readonly #models = new Map<string, Apigatewayv2Model>();

  constructor(scope: AuthorizedApi, settings: ValidationSettings) {
    this.#scope = scope;
    this.#settings = settings;
  }

  /** The `aws_apigatewayv2_model` resources by route key. */
  get models(): ReadonlyMap<string, Apigatewayv2Model> {
    return this.#models;
  }

  /** Gives a route the model of its message. */
  add(message: Message, route: Apigatewayv2Route): void {
    const { field, expression, convert } = this.#settings;
    const { action } = message;
    const model = dropLargeModel(messageModel(message, field, convert));
    this.#byKey.set(action, model);
    if (!model.schema) return;
    addUncheckedInput(route, () => describeUncheckedBody(action, model.dropped, true));
    const resource = this.#createModel(action, model.schema);
    this.#models.set(action, resource);
    // The expression is the one of the route key, so its value is the route key.
    route.modelSelectionExpression = expression;
    route.requestModels = { [escapeText(action)]: resource.name };
  }

  /** Returns an error for each message that API Gateway cannot validate. */
  validate(): string[] {
    return [...this.#byKey].flatMap(([key, model]) =>
      model.schema
        ? []
        : describeMissingModel(model, this.#settings.convert).map((error) => `route "${key}": ${error}`),
    );
  }

  #createModel(action: string, schema: object): Apigatewayv2Model {
    const name = modelName(action);
    return new Apigatewayv2Model(this.#scope, `model-${name}`, {
      apiId: this.#scope.api.id,
      name,
      contentType: "application/json",
      schema: escapeTemplates(JSON.stringify(schema)),
      // API Gateway rejects the deletion of a model that a route uses, so Terraform first updates the route.
      lifecycle: CREATE_BEFORE_DESTROY,
    });
  }
}

/**
 * Returns the name of a model, which has only letters and digits. A route key with other characters gets a hash, so that the
 * name does not depend on the other routes: `chatsend96ecba20` for `chat/send`.
 */
function modelName(action: string): string {
  const max = WEBSOCKET_API_QUOTAS.modelNameLength;
  const name = action.replaceAll(/[^A-Za-z0-9]+/g, "");
  if (name === action && name.length <= max) return name;
  const hash = createHash("sha256").update(action).digest("hex").slice(0, 8);
  return `${name.slice(0, max - hash.length)}${hash}`;
}

/** Removes a schema that is larger than API Gateway accepts. */
function dropLargeModel(model: MessageModel): MessageModel {
  const bytes = model.schema ? Buffer.byteLength(JSON.stringify(model.schema)) : 0;
  const { modelBytes } = WEBSOCKET_API_QUOTAS;
  if (bytes <= modelBytes) return model;
  const reason = `the model has ${bytes} bytes; the maximum is ${modelBytes}`;
  return { ...model, schema: undefined, dropped: [{ path: "", reason }] };
}
