/**
 * What a dialect keeps beside orders and what callers of its wire expect to find: tags, stores, warehouses, carriers.
 * Each is a document of the dialect's own, under a kind and a name within the account; the core never looks inside.
 * Few and small: a list is the whole of a kind.
 */
export type MasterDraft = {
  dialect: string;
  kind: string;
  /** Null: the next free number, never one that was given before. */
  name: string | null;
  /** JSON. */
  document: string;
};

export type Master = {
  name: string;
  document: string;
  createdAt: number;
  modifiedAt: number;
};

export interface MasterStore {
  /** Makes or replaces; what stands then. A name that was removed may be stated anew. */
  saveMaster(accountId: number, draft: MasterDraft, at: number): Promise<Master>;
  /** In the order in which they were made. */
  listMasters(accountId: number, of: { dialect: string; kind: string }): Promise<readonly Master[]>;
  /** False when there is none. */
  removeMaster(accountId: number, of: { dialect: string; kind: string; name: string }): Promise<boolean>;
}
