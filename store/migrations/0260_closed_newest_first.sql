-- migrate:up

-- Who looks at closed cases looks for the newest. A closed case has no deadline: in the old order the rows of one shop lay
-- together at one end, and Postgres read through those of all the others to reach them.
CREATE INDEX cases_closed_newest_by_shop ON cases (shop, closed_at, case_id) WHERE closed_at IS NOT NULL;
CREATE INDEX cases_closed_newest ON cases (closed_at, case_id) WHERE closed_at IS NOT NULL;
DROP INDEX cases_closed_by_shop_and_due;
DROP INDEX cases_closed_by_due;
