import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkReferences } from '../../generate/merge/references.ts';
import { applyOverlay } from '../../generate/overlay/overlaid.ts';
import type { OverlayAction } from '../../generate/overlay/overlay.ts';
import { Causes } from '../../generate/report/causes.ts';
import type { Api } from '../../shared/apis.ts';
import type { JsonObject, SourceFile } from '../../shared/document.ts';
import { methodsOf } from '../../shared/methods.ts';
import { redocly } from '../../shared/redocly.ts';
import type { Change, DocumentComparison, Impact, RawChange } from './change.ts';
import { locationOf, sideOf } from './change-location.ts';
import { amountChanges, classifyChange, highestImpact, idChanges, isDescriptive } from './classify-change.ts';
import { describeChange } from './describe-change.ts';
import { differing } from './differing.ts';
import { normalize } from './normalize.ts';
import { pairParameters, SHARED_PARAMETERS } from './pair-parameters.ts';
import { parameterWording } from './parameter-wording.ts';
import { readersOf } from './readers.ts';
import { sourcePointerOf } from './source-pointer.ts';
import { fieldsOf, type Topic, touchedActions } from './touched-actions.ts';

/** Compares two documents of an API, both seen through the overlay. */
export async function compareDocuments(
  api: Api,
  base: SourceFile,
  revision: SourceFile,
  overlay: SourceFile,
): Promise<DocumentComparison> {
  const old = applyOverlay(base, overlay, new Causes());
  const causes = new Causes();
  const overlaid = applyOverlay(revision, overlay, causes);
  // Without a host there are no paths to compare.
  causes.check();
  const [before, now] = [old.document, overlaid.document];
  checkReferences(before, { ...old, overlay: overlay.file }, 'followed once');
  checkReferences(now, { ...overlaid, overlay: overlay.file }, 'followed once');
  const methods = methodsOf(api);
  const amounts = amountChanges(before, now);
  const different = differing(normalize(before), normalize(now));
  const raw = [...(different ? await diff(...different) : []), ...parameterWording(before, now)];
  const changesByKey = new Map<string, Change>();
  const add = (change: Change, property?: string): void => {
    // A wording change of a shared schema is reported once, whatever the names of the fields that use it.
    const identity = isDescriptive(property) ? [property] : [change.side, change.what];
    const key = JSON.stringify([change.location, change.impact, ...identity]);
    const existing = changesByKey.get(key);
    const union = (one: readonly string[], other: readonly string[]) => [...new Set([...one, ...other])];
    changesByKey.set(key, {
      ...(existing ?? change),
      operations: union(existing?.operations ?? [], change.operations),
      methods: union(existing?.methods ?? [], change.methods),
    });
  };
  const topics: Topic[] = [];
  for (const change of raw) {
    const document = change.kind === 'removed' ? before : now;
    const location = locationOf(change, before, now);
    const side = sideOf(change.path);
    const { impact, reason } = classifyChange(change, side, location, amounts);
    const fields = fieldsOf(change, location);
    const place = sourcePointerOf(document, change.path);
    if (impact !== 'patch') topics.push({ operations: location.operations, fields, location: place });
    const readers = readersOf(now, change, side, { operations: location.operations, fields });
    add(
      {
        impact,
        side,
        kind: change.kind,
        what: describeChange(change, location),
        ...(isReadFirst(change, impact) && { first: true }),
        ...((readers ?? reason) !== undefined && { reason: readers ?? reason }),
        operations: location.operations,
        methods: methodNames(location.operations, methods, now, before),
        location: place,
      },
      change.property,
    );
  }
  for (const change of [...amounts, ...idChanges(base.value, revision.value, now)]) {
    add({ ...change, methods: methodNames(change.operations, methods, now, before) });
  }
  for (const { operations, location, at } of amounts) topics.push({ operations, location, fields: [at] });
  const changes = [...changesByKey.values()].sort(
    (a, b) => ORDER.indexOf(a.impact) - ORDER.indexOf(b.impact) || Number(b.first ?? false) - Number(a.first ?? false),
  );
  const withoutMatches = ({ number, target, location }: OverlayAction) => ({ number, target, location });
  return {
    api,
    // Not through the overlay, which may give the new document another version.
    from: versionOf(base.value),
    to: versionOf(now),
    verdict: highestImpact(changes.map(({ impact }) => impact)),
    changes,
    methods: [...new Set(changes.flatMap((change) => (change.impact === 'patch' ? [] : change.methods)))],
    overlay: {
      touched: touchedActions(now, overlaid.actions, topics).map(withoutMatches),
      unmatched: overlaid.unmatched.map(withoutMatches),
    },
  };
}

function isReadFirst({ property }: RawChange, impact: Impact): boolean {
  return impact === 'minor' && (property === 'deprecated' || property === 'default');
}

const ORDER: readonly Impact[] = ['major', 'minor', 'patch', 'none'];

async function diff(old: JsonObject, now: JsonObject): Promise<RawChange[]> {
  pairParameters(old, now);
  const folder = await mkdtemp(join(tmpdir(), 'paysera-diff-'));
  try {
    const [base, revision] = [join(folder, 'base.json'), join(folder, 'revision.json')];
    await Promise.all([writeFile(base, JSON.stringify(old)), writeFile(revision, JSON.stringify(now))]);
    const report = await redocly(['diff', base, revision, '--format=json', '--fail-on=none']);
    const { changes } = JSON.parse(report) as { changes: RawChange[] };
    return changes.filter(({ path }) => !path.startsWith(SHARED_PARAMETERS));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function methodNames(
  ids: readonly string[],
  methods: ReadonlyMap<string, string>,
  ...documents: JsonObject[]
): string[] {
  const webhooks = new Set(documents.flatMap(webhookIds));
  return ids.flatMap((id) => (webhooks.has(id) ? ['verifyWebhook'] : (methods.get(id) ?? [])));
}

function webhookIds(document: JsonObject): string[] {
  return Object.values(document['webhooks'] ?? {})
    .flatMap((item) => Object.values(item as JsonObject))
    .map((operation) => String((operation as JsonObject | null)?.['operationId']));
}

function versionOf(document: JsonObject): string {
  return String((document['info'] as JsonObject | undefined)?.['version']);
}
