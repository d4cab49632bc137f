import type { JavaMethods } from "./method";
import { JavaObject, type TemplateValue } from "./values";

/** Variable `$foreach` of a loop. */
export class LoopState extends JavaObject {
  readonly typeName = "$foreach";
  /** Index of the current item, from 0. */
  index = 0;

  private readonly size: number;
  private readonly parent: LoopState | undefined;

  constructor(size: number, parent: LoopState | undefined) {
    super();
    this.size = size;
    this.parent = parent;
  }

  override print(): string {
    return "{}";
  }

  override readProperty(name: string): TemplateValue | undefined {
    switch (name) {
      case "index":
        return BigInt(this.index);
      case "count":
        return BigInt(this.index + 1);
      case "hasNext":
        return this.index + 1 < this.size;
      case "first":
        return this.index === 0;
      case "last":
        return this.index + 1 === this.size;
      case "parent":
        return this.parent;
      case "topmost":
        return this.topmost;
      default:
        return undefined;
    }
  }

  private get topmost(): LoopState {
    return this.parent ? this.parent.topmost : this;
  }
}

/** Methods of `$foreach`, which return the same as its properties. */
export const LOOP_METHODS: JavaMethods<LoopState> = {
  "getCount/0": (loop) => loop.readProperty("count"),
  "getIndex/0": (loop) => loop.readProperty("index"),
  "hasNext/0": (loop) => loop.readProperty("hasNext"),
  "isFirst/0": (loop) => loop.readProperty("first"),
  "isLast/0": (loop) => loop.readProperty("last"),
};

export const LOOP_SIGNATURES = Object.keys(LOOP_METHODS);
