create policy of_warden on {table} for select to minqing_warden using ({arms})
