/**
 * The hook point of capturing a payment when goods leave. Nothing is charged here: a capture is recorded, inside the
 * order's own transaction, so a provider decides from what is recorded and asks nobody. `manual` is for merchants who
 * capture by hand; `external` for those whose payment provider does it and must be asked there.
 * A new provider is a row of the table. Called by operate-shipment.ts.
 */
import type { OrderContent } from '../order.ts';

export const CAPTURE_PROVIDERS = ['manual', 'external'] as const;
export type CaptureProvider = (typeof CAPTURE_PROVIDERS)[number];

/** Null when it may be recorded, else why not. */
const REASONS: Readonly<Record<CaptureProvider, (content: OrderContent) => string | null>> = {
  manual: ({ payment }) => {
    const { authorization, capture } = payment ?? {};
    if (capture?.result === 'failed') return 'a payment whose capture failed';
    return authorization?.result === 'failed' ? 'a payment whose authorization failed' : null;
  },
  external: () => 'a payment that its provider captures',
};

export function captureProblem(content: OrderContent, provider: CaptureProvider): string | null {
  return REASONS[provider](content);
}

/** Paid before anything ships: there is nothing left to capture. */
export function isPaidUpFront({ payment }: OrderContent): boolean {
  return payment?.capture?.result === 'succeeded';
}

/** Null when a refund may be recorded, else why not: who captures pays back. */
export function refundProblem(provider: CaptureProvider): string | null {
  return provider === 'external' ? 'a payment that its provider pays back' : null;
}
