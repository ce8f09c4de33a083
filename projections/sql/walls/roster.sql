'com-' || substr(duty, 5) = any ((select {communities}())::text[])
