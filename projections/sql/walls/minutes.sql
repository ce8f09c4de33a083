status = 'published'
and not is_private
