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
    const name = this.#uniqueName(action);
    return new Apigatewayv2Model(this.#scope, `model-${name}`, {
      apiId: this.#scope.api.id,
      name,
      contentType: "application/json",
      schema: escapeTemplates(JSON.stringify(schema)),
      // API Gateway rejects the deletion of a model that a route uses, so Terraform first updates the route.
      lifecycle: CREATE_BEFORE_DESTROY,
    });
  }

  #uniqueName(action: string): string {
    const used = new Set([...this.#models.values()].map(({ nameInput }) => nameInput));
    const name = modelName(action);
    let candidate = name;
    for (let number = 2; used.has(candidate); number++) candidate = `${name}${number}`;
    return candidate;
  }
}

/** Length of a model name that leaves space for a number. */
const NAME_LENGTH = WEBSOCKET_API_QUOTAS.modelNameLength - 3;

/** Returns the name of a model, with the characters that API Gateway allows: `ChatSend` for `chat/send`. */
function modelName(action: string): string {
  const words = action.split(/[^A-Za-z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return words.join("").slice(0, NAME_LENGTH) || "Message";
}

/** Removes a schema that is larger than API Gateway accepts. */
function dropLargeModel(model: MessageModel): MessageModel {
  const bytes = model.schema ? Buffer.byteLength(JSON.stringify(model.schema)) : 0;
  const { modelBytes } = WEBSOCKET_API_QUOTAS;
  if (bytes <= modelBytes) return model;
  const reason = `the model has ${bytes} bytes; the maximum is ${modelBytes}`;
  return { ...model, schema: undefined, dropped: [{ path: "", reason }] };
}
