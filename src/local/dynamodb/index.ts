export { DynamoDbError, LocalDynamoDbClient } from "./client";
export { ItemBackup } from "./item-backup";
export { type LocalDynamoDb, type LocalDynamoDbOptions, startLocalDynamoDb } from "./local-dynamodb";
export { recreateTable } from "./recreate-table";
export { RequestGate } from "./request-gate";
export { type DynamoDbServer, startServer } from "./server";
export { unsupportedOperation } from "./supported-operations";
export { Database } from "./table-operations";
