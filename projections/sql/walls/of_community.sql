create policy of_community on {table} for select to minqing_community using ({arms})
