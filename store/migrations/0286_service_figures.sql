-- migrate:up

-- How a shop served its buyers on a day: the counts of domain/service.py by name, computed with the other figures.
ALTER TABLE daily_figures ADD COLUMN service jsonb NOT NULL DEFAULT '{}';

-- The cases to which something that counts happened in a span; it takes the place of the index of migration 0162.
CREATE INDEX case_events_of_service ON case_events (at)
  WHERE type IN ('CaseOpened', 'PaymentChanged', 'RulingGiven', 'BuyerContacted', 'BuyerCalled', 'BuyerAnswered',
                 'RequestAgreed', 'RequestRefused', 'PayoutLate', 'PayoutReleased', 'CaseNoted', 'CaseClosed');
DROP INDEX case_events_of_figures;

-- Claims against carriers that ended in a span.
CREATE INDEX carrier_claims_by_shop_and_change ON carrier_claims (shop, updated_at);
