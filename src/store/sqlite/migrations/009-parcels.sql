-- Parcels: what has left, each a document of its own beside the values that lists filter and sort by. Written with the
-- order it has left, or without one. Texts stand in the form that is compared without regard to case.
CREATE TABLE parcels (
  parcel_id      INTEGER PRIMARY KEY,
  account_id     INTEGER NOT NULL,
  kind           TEXT    NOT NULL,
  order_id       INTEGER,
  batch_id       TEXT    NOT NULL,
  created_at     INTEGER NOT NULL,
  shipped_at     INTEGER NOT NULL,
  voided_at      INTEGER,
  store_id       INTEGER,
  number         TEXT,
  recipient      TEXT,
  country        TEXT,
  carrier_code   TEXT,
  service_code   TEXT,
  tracking       TEXT,
  document       TEXT    NOT NULL
) STRICT;

-- One for every filter and sort of a list, since any may be the one that narrows it.
CREATE INDEX parcels_by_id ON parcels (account_id, kind, parcel_id);
CREATE INDEX parcels_by_created ON parcels (account_id, kind, created_at, parcel_id);
CREATE INDEX parcels_by_shipped ON parcels (account_id, kind, shipped_at, parcel_id);
CREATE INDEX parcels_by_voided ON parcels (account_id, kind, voided_at, parcel_id) WHERE voided_at IS NOT NULL;
CREATE INDEX parcels_by_order ON parcels (account_id, kind, order_id, parcel_id);
CREATE INDEX parcels_by_batch ON parcels (account_id, kind, batch_id, parcel_id);
CREATE INDEX parcels_by_number ON parcels (account_id, kind, number, parcel_id);
CREATE INDEX parcels_by_recipient ON parcels (account_id, kind, recipient, parcel_id);
CREATE INDEX parcels_by_tracking ON parcels (account_id, kind, tracking, parcel_id);
CREATE INDEX parcels_by_country ON parcels (account_id, kind, country, parcel_id);
CREATE INDEX parcels_by_service ON parcels (account_id, kind, carrier_code, service_code, parcel_id);
CREATE INDEX parcels_by_store ON parcels (account_id, kind, store_id, parcel_id);
