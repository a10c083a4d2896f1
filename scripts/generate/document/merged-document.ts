import type { JsonObject, LocationOf, SourceFile } from '../../shared/document.ts';
import type { Causes } from '../report/causes.ts';

/** A document with its overlay applied, linted. Always one file, and always OpenAPI 3.1. */
export interface MergedDocument {
  readonly document: JsonObject;
  readonly source: SourceFile;
  readonly overlay: SourceFile;
  readonly locationOf: LocationOf;
  /** What is wrong with it so far, and what is worth knowing. */
  readonly causes: Causes;
}
