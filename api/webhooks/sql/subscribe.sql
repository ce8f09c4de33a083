insert into feed.subscription (subscription, account, url, names, communities, purpose, secret, position, made_at)
select
  %(subscription)s, %(account)s, %(url)s, %(names)s::text[], %(communities)s::text[], %(purpose)s, %(secret)s, %(position)s::bigint,
  %(at)s::timestamptz
where (select count(*) from feed.subscription where account = %(account)s) < %(most)s
