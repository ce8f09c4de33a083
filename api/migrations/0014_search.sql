-- How far the search index of residents has followed the journal.

create table vault.search_reached (
  only_row boolean primary key default true check (only_row),
  position bigint not null
);
insert into vault.search_reached (position) values (0);
