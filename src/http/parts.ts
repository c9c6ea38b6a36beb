/** What the server is given to work with; main.ts puts it together. */
import type { KeyRing } from '../core/accounts.ts';
import type { CallReceiptStore } from '../core/call-receipt.ts';
import type { CatalogStore } from '../core/catalog/catalog.ts';
import type { EndpointStore } from '../core/endpoints.ts';
import type { ImportDesk } from '../core/imports/desk.ts';
import type { Intake } from '../core/intake.ts';
import type { JobStore } from '../core/jobs.ts';
import type { MasterStore } from '../core/masters.ts';
import type { OrderReader } from '../core/queries.ts';
import type { RegisterStore } from '../core/register/register.ts';
import type { Parcel } from '../core/shipments/parcel.ts';
import type { ParcelReader } from '../core/shipments/parcel-query.ts';
import type { Store } from '../core/store.ts';
import type { SupplyStore } from '../core/supply/supplier-order.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { BodyPool } from './body-budget.ts';
import type { Page } from './pages.ts';
import type { RateLimit } from './rate-limit.ts';

export type ServerParts = {
  dialects: readonly Dialect[];
  /** A dialect to serve at / as well. */
  rootDialect: string | null;
  keys: KeyRing;
  intake: Pick<Intake, 'takeIn'>;
  imports: ImportDesk;
  orders: OrderReader;
  endpoints: EndpointStore;
  jobs: Pick<JobStore, 'saveJobs' | 'listJobs' | 'restartJob'>;
  masters: MasterStore;
  parcels: ParcelReader;
  register: RegisterStore;
  catalog: CatalogStore;
  supply: SupplyStore;
  store: Pick<Store, 'ping'> & CallReceiptStore;
  drawLabel(parcel: Parcel): Promise<Buffer>;
  rateLimit: RateLimit;
  bodies: BodyPool;
  telemetry: Telemetry;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** Known for good once the server listens. */
  publicUrl: () => string;
  pages: readonly Page[];
  /** Web pages of other origins that may call. */
  corsOrigins: readonly string[];
};

/** What the spines are given besides. */
export type SpineParts = ServerParts & {
  /** Aborted once the server drains. */
  draining: AbortSignal;
  /** Requests that wait for something to happen. */
  waiting: { count: number };
};
