-- Keys that were acknowledged as lost: what they sealed reads as lost, and their subjects have other keys for what is sealed from then on.

create table vault.lost_key (
  subject text collate "C" not null,
  fingerprint text not null,
  epoch integer not null,
  lost_at timestamptz not null default clock_timestamp(),
  primary key (subject, fingerprint)
);
revoke update, delete on vault.lost_key from minqing_keys;
