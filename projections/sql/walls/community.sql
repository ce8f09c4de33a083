community = any ((select {communities}())::text[])
