select
  rating.rating,
  rating.community,
  rating.subject,
  rating.name,
  rating.raters,
  rating.span_first,
  rating.span_last,
  rating.tallies,
  rating.answers,
  rating.satisfaction
from views.appraisals_rating as rating
where rating.community = any (%(communities)s)
order by rating.span_last desc, rating.rating
