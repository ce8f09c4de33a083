create policy of_public on {table} for select to minqing_public using ({arms})
