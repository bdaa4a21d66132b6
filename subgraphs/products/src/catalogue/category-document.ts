import type { AuditRecord } from "#platform/audit/audit-record.ts";
import type { CategoryId, EventId, ShopId } from "#platform/ids/id.ts";
import type { AttributeDefinition } from "./attribute.ts";
import { type Category, TOP_LEVEL } from "./category.ts";

/** A category as stored. What is optional here is missing from documents that were stored before it was thought of. */
export interface CategoryDocument {
  _id: string;
  shopId?: string | null;
  handle: string;
  name: string;
  description: string;
  /** The parent's id, or TOP_LEVEL. */
  parent: string;
  ancestorIds: string[];
  position: number;
  attributes?: AttributeDefinition[];
  version?: number;
  /** One more with every write: which state was settled. */
  revision?: number;
  /** Since when what follows from a change is not done: categories below, products, audit trail. Null when it is. */
  dirtySince?: Date | null;
  /** Whether products in it, and below it, have to be listed anew. */
  staleProducts?: boolean;
  /** Who changed what, to be told to the audit trail: stored by the very write that changed it. */
  audits?: PendingAudit[];
  /** Since when it is gone for everybody; the document goes once no product is in it. */
  deletedAt?: Date | null;
}

export interface PendingAudit {
  readonly eventId: EventId;
  readonly record: AuditRecord;
}

export const toCategory = (document: CategoryDocument): Category => ({
  id: document._id as CategoryId,
  shopId: (document.shopId ?? null) as ShopId | null,
  handle: document.handle,
  name: document.name,
  description: document.description,
  parentId: document.parent === TOP_LEVEL ? null : (document.parent as CategoryId),
  ancestorIds: document.ancestorIds as CategoryId[],
  position: document.position,
  attributes: document.attributes ?? [],
  version: document.version ?? 1,
});

export const toCategoryFields = ({ id: _, parentId, ancestorIds, attributes, ...category }: Category) => ({
  ...category,
  parent: parentId ?? TOP_LEVEL,
  ancestorIds: [...ancestorIds],
  attributes: attributes.map((definition) => ({ ...definition, choices: [...definition.choices] })),
});
